/** Invites somebody: what they may, and the link to send to them. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Member } from '../../../contract/operations/members.ts';
import type { Role } from '../../../contract/roles.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { Select } from '../parts/select.tsx';
import { roleMeaning, roleOptions } from './role-words.ts';
import { ShownOnce } from './shown-once.tsx';

interface InviteProps {
  /** Lets this member in again instead of making one. */
  readonly again?: Member;
  readonly onClose: () => void;
}

export function Invite({ again, onClose }: InviteProps) {
  const { t } = useLingui();
  const [role, setRole] = useState<Role>('member');
  const [note, setNote] = useState('');
  const [link, setLink] = useState<string>();
  const invite = useChange(
    async () => {
      const who = again === undefined ? { role, note } : { member_id: again.id, note: again.name };
      setLink((await client.createInvitation(who)).link);
    },
    { inDialog: true },
  );
  if (link !== undefined)
    return (
      <ShownOnce title={t`The invitation, shown this once`} secret={link} onClose={onClose}>
        <Trans>Send this link to them. It works once, within seven days.</Trans>
      </ShownOnce>
    );
  if (again !== undefined)
    return (
      <FormDialog
        title={t`A new way in for ${again.name}`}
        submit={t`Make the link`}
        change={invite}
        onClose={onClose}
      >
        <p>
          <Trans>
            For somebody who lost their token: a link that signs them in as the same member, once. Tokens that
            they have go on working until they are revoked.
          </Trans>
        </p>
      </FormDialog>
    );
  return (
    <FormDialog title={t`Invite somebody`} submit={t`Make the link`} change={invite} onClose={onClose}>
      <TextField
        label={t`For whom is it?`}
        value={note}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => setNote(target.value)}
      />
      <Select label={t`Role`} value={role} options={roleOptions()} onChange={setRole} />
      <p className="quiet">{roleMeaning(role)}</p>
    </FormDialog>
  );
}
