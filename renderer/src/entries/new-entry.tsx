/** Writes a value under a key that has none yet. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { Select } from '../parts/select.tsx';
import { endChoices, ttlOf, type End } from './ends.ts';
import { readTyped } from './json.ts';
import type { EntryName } from './place.ts';
import { ValueField, type Typing } from './value-field.tsx';

interface NewEntryProps {
  readonly projectId: string;
  readonly namespaces: readonly string[];
  readonly namespace: string;
  readonly onClose: () => void;
  readonly onCreated: (name: EntryName) => void;
}

export function NewEntry({ projectId, namespaces, namespace, onClose, onCreated }: NewEntryProps) {
  const { t } = useLingui();
  const listId = useId();
  const [name, setName] = useState({ namespace, key: '' });
  const [typing, setTyping] = useState<Typing>({ text: '', notation: 'json' });
  const [end, setEnd] = useState<End>('never');
  const save = useChange(
    async () => {
      const read = readTyped(typing.text, typing.notation);
      if ('problem' in read) throw new KeepsakeError('VALIDATION_ERROR', read.problem);
      const ttl = ttlOf(end, null, Date.now());
      await client
        .setEntry({
          projectId,
          ...name,
          value: read.value,
          version: 0,
          ...(ttl === undefined ? {} : { ttl }),
        })
        .catch((error: unknown) => {
          const isTaken = error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT';
          if (!isTaken) throw error;
          throw new KeepsakeError(
            'VERSION_CONFLICT',
            t`“${name.key}” has a value already. Open it to change it.`,
          );
        });
      onClose();
      onCreated(name);
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`New value`} submit={t`Save`} change={save} onClose={onClose}>
      <div className="two-fields">
        <TextField
          label={t`Namespace`}
          value={name.namespace}
          list={listId}
          required
          maxLength={64}
          pattern="[A-Za-z0-9_.:@\-]{1,64}"
          title={t`1 to 64 letters, digits and _ . : @ -`}
          dir="ltr"
          onChange={({ target }) => setName({ ...name, namespace: target.value })}
        />
        <datalist id={listId}>
          {namespaces.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
        <TextField
          label={t`Key`}
          value={name.key}
          required
          maxLength={256}
          placeholder="user:john:preferences"
          dir="ltr"
          // The first thing to be typed: the namespace is there.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onChange={({ target }) => setName({ ...name, key: target.value })}
        />
      </div>
      <ValueField typing={typing} rows={7} onChange={setTyping} onSave={() => save.mutate(undefined)} />
      <Select label={t`Ends`} value={end} options={endChoices(false)} onChange={setEnd} />
      <p className="quiet">
        <Trans>A value that has ended is removed with its history.</Trans>
      </p>
    </FormDialog>
  );
}
