/** The people of the account, what each may, what it may hold, and who did what. */
import { Trans, useLingui } from '@lingui/react/macro';
import { LogOut, UserPlus } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { client } from '../data/client.ts';
import { useIsMember, useMay } from '../data/standing.ts';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { useTitle } from '../parts/title.ts';
import { Accounts } from './accounts.tsx';
import { AuditLog } from './audit-log.tsx';
import { Invitations } from './invitations.tsx';
import { Invite } from './invite.tsx';
import { Limits } from './limits.tsx';
import { Members } from './members.tsx';
import { Tokens } from './tokens.tsx';

export default function TeamScreen() {
  const { t } = useLingui();
  const [isInviting, setInviting] = useState(false);
  const [mayManage, runsServer, isMember] = [useMay('admin'), useMay('operator'), useIsMember()];
  useTitle(t`Team`);
  return (
    <>
      <header>
        <div className="heading">
          <h1>
            <Trans>Team</Trans>
          </h1>
          <p className="quiet">
            <Trans>Who shares this memory with you, and what each of them may.</Trans>
          </p>
        </div>
        <div className="actions">
          {isMember && <SignOut />}
          {mayManage && (
            <Button look="primary" icon={UserPlus} onClick={() => setInviting(true)}>
              <Trans>Invite somebody</Trans>
            </Button>
          )}
        </div>
      </header>
      <TeamPart title={t`Members`}>
        <Members />
      </TeamPart>
      {mayManage && (
        <TeamPart title={t`Open invitations`}>
          <Invitations />
        </TeamPart>
      )}
      {isMember && (
        <TeamPart title={t`Your tokens`}>
          <Tokens />
        </TeamPart>
      )}
      <TeamPart title={t`Limits`}>
        <Limits />
      </TeamPart>
      {runsServer && (
        <TeamPart title={t`Accounts of this server`}>
          <Accounts />
        </TeamPart>
      )}
      {mayManage && (
        <TeamPart title={t`Audit log`}>
          <AuditLog />
        </TeamPart>
      )}
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

function TeamPart({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function SignOut() {
  const out = useChange(async () => {
    await client.closePage({});
    location.assign('/');
  });
  return (
    <Button icon={LogOut} isBusy={out.isPending} onClick={() => out.mutate(undefined)}>
      <Trans>Sign out</Trans>
    </Button>
  );
}
