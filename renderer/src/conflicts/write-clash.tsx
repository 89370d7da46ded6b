/** Writes by hand what holds, in the place of both versions of a clash. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { notationOf, readTyped, typedOf } from '../entries/json.ts';
import { ValueField } from '../entries/value-field.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextArea } from '../parts/fields.tsx';
import { fieldsOf, writableOf } from './clash.ts';
import { useDeciding } from './deciding.ts';
import { SideFields } from './side-fields.tsx';

export function WriteClash({ clash, onClose }: { clash: SyncClash; onClose: () => void }) {
  const { t } = useLingui();
  const before = writableOf(clash);
  const isValue = clash.kind === 'entry';
  const notation = isValue ? notationOf(before) : 'text';
  const [typing, setTyping] = useState({ text: typedOf(before, notation), notation });
  const decide = useDeciding(clash, { inDialog: true });
  const read = readTyped(typing.text, typing.notation);
  const save = () => 'value' in read && decide.mutate({ written: read.value }, { onSuccess: onClose });
  return (
    <FormDialog
      title={t`Write it anew`}
      submit={t`Save`}
      change={{ isPending: decide.isPending, error: decide.error, mutate: save }}
      onClose={onClose}
      isWide
    >
      <div className="sides">
        {(['current', 'other'] as const).map((which) => (
          <blockquote key={which}>
            <SideFields fields={fieldsOf(clash)} which={which} />
          </blockquote>
        ))}
      </div>
      {isValue ? (
        <ValueField typing={typing} rows={8} onChange={setTyping} />
      ) : (
        <TextArea
          label={t`What holds`}
          hint={<Trans>It takes the place of both; they stay in the history.</Trans>}
          value={typing.text}
          required
          rows={5}
          dir="auto"
          maxLength={clash.kind === 'memory' ? 50_000 : 200}
          onChange={({ target }) => setTyping({ text: target.value, notation: 'text' })}
        />
      )}
    </FormDialog>
  );
}
