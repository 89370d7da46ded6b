/** One place that main line and branch both changed: either side, or for texts one's own words. */
import { useLingui } from '@lingui/react/macro';
import type { MergeConflict } from '../../../contract/index.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { TextArea } from '../parts/fields.tsx';
import { valueInWords } from './field-changes.tsx';

export type Decision = { readonly take: 'main' | 'branch' } | { readonly value: string };

export function nameOfConflict({ id, field }: MergeConflict): string {
  return `${id} ${field}`;
}

export function isDecided(decision: Decision | undefined): boolean {
  return decision !== undefined && ('take' in decision || decision.value.trim() !== '');
}

interface MergeChoiceProps {
  readonly conflict: MergeConflict;
  readonly decision: Decision | undefined;
  readonly onDecide: (decision: Decision) => void;
}

export function MergeChoice({ conflict, decision, onDecide }: MergeChoiceProps) {
  const { t } = useLingui();
  const { name, field, main, branch } = conflict;
  const isText = typeof main === 'string' && typeof branch === 'string' && field !== 'status';
  const chosen = decision === undefined ? '' : 'take' in decision ? decision.take : 'own';
  const sides = [
    { title: t`Main line`, value: main },
    { title: t`Branch`, value: branch },
  ];
  return (
    <fieldset className="card aside" aria-label={t`${name}: changed on both sides`}>
      <div className="sides">
        {sides.map(({ title, value }) => (
          <div key={title}>
            <h3>{title}</h3>
            <blockquote dir="auto">
              {valueInWords(value) === '' ? t`nothing` : valueInWords(value)}
            </blockquote>
          </div>
        ))}
      </div>
      <SegmentedControl
        label={t`What holds`}
        value={chosen}
        options={[
          { value: 'main', label: t`Main line` },
          { value: 'branch', label: t`Branch` },
          ...(isText ? [{ value: 'own' as const, label: t`My own words` }] : []),
        ]}
        onChange={(choice) => {
          if (choice === 'own') onDecide({ value: valueInWords(branch) });
          else if (choice !== '') onDecide({ take: choice });
        }}
      />
      {decision !== undefined && 'value' in decision && (
        <TextArea
          label={t`What holds`}
          value={decision.value}
          rows={3}
          dir="auto"
          onChange={({ target }) => onDecide({ value: target.value })}
        />
      )}
    </fieldset>
  );
}
