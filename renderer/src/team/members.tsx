/** The people of the account: what each may, and letting them go. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Member } from '../../../contract/operations/members.ts';
import type { Role } from '../../../contract/roles.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useServer } from '../data/server.ts';
import { useMay } from '../data/standing.ts';
import { AlertDialog, FormDialog } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import { MoreMenu, type MenuAction } from '../parts/menu.tsx';
import { RowMain } from '../parts/row.tsx';
import { Select } from '../parts/select.tsx';
import { When } from '../parts/words.tsx';
import { Invite } from './invite.tsx';
import { useMembers } from './queries.ts';
import { roleInWords, roleMeaning, roleOptions } from './role-words.ts';

export function Members() {
  const members = useMembers();
  return (
    <ListState
      list={members}
      empty={
        <p className="quiet">
          <Trans>Nobody but you. Whoever you invite stands here once they have accepted.</Trans>
        </p>
      }
    >
      <ul className="rows">
        {members.items.map((member) => (
          <MemberRow key={member.id} member={member} />
        ))}
      </ul>
    </ListState>
  );
}

type Open = 'role' | 'again' | 'remove';

function MemberRow({ member }: { member: Member }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<Open>();
  const mayManage = useMay('admin');
  const own = useServer(true).data?.caller.member_id;
  const close = () => setOpen(undefined);
  const actions: MenuAction[] = [
    { label: t`Change the role`, onSelect: () => setOpen('role') },
    { label: t`Make a new way in`, onSelect: () => setOpen('again') },
    'separator',
    { label: t`Remove`, isDanger: true, onSelect: () => setOpen('remove') },
  ];
  return (
    <li>
      <RowMain>
        <strong className="name">
          {member.name}
          {member.id === own && (
            <>
              {' '}
              <Trans>(you)</Trans>
            </>
          )}
        </strong>
        <small>
          <Trans>
            since <When time={member.joined_at} />
          </Trans>
          {member.subject !== null && ` · ${member.subject}`}
        </small>
      </RowMain>
      <span className="role">{roleInWords(member.role)}</span>
      <div className="row-actions">{mayManage && <MoreMenu of={member.name} actions={actions} />}</div>
      {open === 'role' && <ChangeRole member={member} onClose={close} />}
      {open === 'again' && <Invite again={member} onClose={close} />}
      {open === 'remove' && <RemoveMember member={member} onClose={close} />}
    </li>
  );
}

function ChangeRole({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui();
  const [role, setRole] = useState<Role>(member.role);
  const change = useChange(
    async () => {
      await client.updateMember({ memberId: member.id, role });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`What ${member.name} may`} submit={t`Save`} change={change} onClose={onClose}>
      <Select label={t`Role`} value={role} options={roleOptions()} onChange={setRole} />
      <p className="quiet">{roleMeaning(role)}</p>
    </FormDialog>
  );
}

function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui();
  const remove = useChange(
    async () => {
      await client.removeMember({ memberId: member.id });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <AlertDialog title={t`Remove ${member.name}?`} submit={t`Remove`} change={remove} onClose={onClose}>
      <p>
        <Trans>
          Their tokens, the browsers they are signed in with and the keys they made are refused from the next
          request on.
        </Trans>
      </p>
      <p>
        <Trans>What they wrote stays, and so does its history.</Trans>
      </p>
    </AlertDialog>
  );
}
