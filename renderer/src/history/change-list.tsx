/** Records that were added, changed or removed, each with what changed in it. */
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { RecordChange } from '../../../contract/index.ts';
import { Badge, type Tone } from '../parts/status.tsx';
import { FieldChanges } from './field-changes.tsx';

const tones: Record<RecordChange['change'], Tone> = { added: 'okay', changed: 'plain', removed: 'error' };

interface ChangeListProps {
  readonly changes: readonly RecordChange[];
  /** What stands below a change, such as its conflicts. */
  readonly below?: (change: RecordChange) => ReactNode;
}

export function ChangeList({ changes, below }: ChangeListProps) {
  const { t } = useLingui();
  const words = { added: t`Added`, changed: t`Changed`, removed: t`Removed` };
  const kinds = { memory: t`Memory`, entry: t`Value`, document: t`Document` };
  return (
    <ul className="history">
      {changes.map((change) => (
        <li key={`${change.kind} ${change.id}`}>
          <div className="line">
            <strong dir="auto">{change.name}</strong>
            <Badge tone={tones[change.change]}>{words[change.change]}</Badge>
          </div>
          <small>{kinds[change.kind]}</small>
          <FieldChanges fields={change.change === 'changed' ? change.fields : contents(change.fields)} />
          {below?.(change)}
        </li>
      ))}
    </ul>
  );
}

/** Of what is new or gone: what it says, without its state. */
function contents(fields: RecordChange['fields']): RecordChange['fields'] {
  return fields.filter(({ field }) => field !== 'status');
}
