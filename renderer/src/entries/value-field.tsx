/** A value as it is typed: a text, or JSON with what is wrong in it. */
import { useLingui } from '@lingui/react/macro';
import type { KeyboardEvent } from 'react';
import { SegmentedControl } from '../parts/choices.tsx';
import { TextArea } from '../parts/fields.tsx';
import { readTyped, typedOf, type Notation } from './json.ts';

export interface Typing {
  readonly text: string;
  readonly notation: Notation;
}

interface ValueFieldProps {
  readonly typing: Typing;
  readonly rows: number;
  readonly hasFocus?: boolean;
  readonly onChange: (typing: Typing) => void;
  /** Ctrl or Cmd with Enter or S. */
  readonly onSave?: () => void;
}

export function ValueField({ typing, rows, hasFocus = false, onChange, onSave }: ValueFieldProps) {
  const { t } = useLingui();
  const { text, notation } = typing;
  const read = readTyped(text, notation);
  const isUntouched = text === '';
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || !['Enter', 's'].includes(event.key) || onSave === undefined)
      return;
    event.preventDefault();
    onSave();
  };
  return (
    <div className="value-field">
      <TextArea
        label={t`Value`}
        className="code"
        value={text}
        rows={rows}
        dir={notation === 'json' ? 'ltr' : 'auto'}
        spellCheck={notation === 'text'}
        // What was opened to be typed in.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={hasFocus}
        error={'problem' in read && !isUntouched ? read.problem : undefined}
        hint={notation === 'text' ? t`Kept as a text, exactly as it stands here.` : t`Any JSON.`}
        onChange={({ target }) => onChange({ text: target.value, notation })}
        onKeyDown={keys}
      />
      <SegmentedControl<Notation>
        label={t`How the value is typed`}
        value={notation}
        options={[
          { value: 'json', label: t`JSON` },
          { value: 'text', label: t`Text` },
        ]}
        onChange={(next) => onChange(turned(typing, next))}
      />
    </div>
  );
}

/** The same value typed the other way, where there is one; the same signs otherwise. */
function turned({ text, notation }: Typing, next: Notation): Typing {
  const read = readTyped(text, notation);
  if (notation === 'text' && next === 'json')
    return {
      text: text === '' ? '' : 'value' in readTyped(text, 'json') ? text : JSON.stringify(text),
      notation: next,
    };
  if ('value' in read && typeof read.value === 'string')
    return { text: typedOf(read.value, 'text'), notation: next };
  return { text, notation: next };
}
