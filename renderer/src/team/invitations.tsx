/** Invitations that nobody has accepted yet. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Invitation } from '../../../contract/operations/invitations.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { ListState } from '../parts/list-state.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { When } from '../parts/words.tsx';
import { useOpenInvitations } from './queries.ts';
import { roleInWords } from './role-words.ts';

export function Invitations() {
  const invitations = useOpenInvitations();
  return (
    <ListState
      list={invitations}
      empty={
        <p className="quiet">
          <Trans>No invitation is open.</Trans>
        </p>
      }
    >
      <ul className="rows">
        {invitations.items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </ListState>
  );
}

function InvitationRow({ invitation: { id, note, role, expires_at } }: { invitation: Invitation }) {
  const { t } = useLingui();
  const withdraw = useChange(() => client.withdrawInvitation({ invitationId: id }));
  const forWhom = note === '' ? t`Somebody` : note;
  return (
    <li>
      <RowMain>
        <strong className="name">{forWhom}</strong>
        <small>
          <Trans>
            works once, until <When time={expires_at} />
          </Trans>
        </small>
      </RowMain>
      <span className="role">{roleInWords(role)}</span>
      <div className="row-actions">
        <RowAction
          label={t`Withdraw`}
          of={forWhom}
          isBusy={withdraw.isPending}
          onClick={() => withdraw.mutate(undefined)}
        />
      </div>
    </li>
  );
}
