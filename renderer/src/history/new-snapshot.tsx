/** Gives a point of the history a name. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { useNotices } from '../parts/notices.tsx';

interface NewSnapshotProps {
  readonly projectId: string;
  /** A commit's number, or `head`. */
  readonly at: string;
  readonly onClose: () => void;
}

export function NewSnapshot({ projectId, at, onClose }: NewSnapshotProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [name, setName] = useState('');
  const [message, setMessage] = useState('');
  const create = useChange(
    async () => {
      const why = message.trim();
      const made = await client.createSnapshot({
        projectId,
        at,
        name,
        ...(why === '' ? {} : { message: why }),
      });
      show(t`Named commit ${made.seq} “${made.name}”.`);
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Create snapshot`} submit={t`Create snapshot`} change={create} onClose={onClose}>
      <TextField
        label={t`Name`}
        hint={t`Letters, digits, “.”, “_” and “-”. The name is given once and stays.`}
        value={name}
        required
        maxLength={64}
        onChange={({ target }) => setName(target.value.replaceAll(' ', '-'))}
      />
      <TextField
        label={t`What for`}
        value={message}
        maxLength={500}
        dir="auto"
        onChange={({ target }) => setMessage(target.value)}
      />
    </FormDialog>
  );
}
