/** The accounts of this server, for who runs it: made, limited, suspended, deleted permanently. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Account } from '../../../contract/operations/accounts.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useServer } from '../data/server.ts';
import { askToErase } from '../erasure/asking.ts';
import { Button } from '../parts/button.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { ListState } from '../parts/list-state.tsx';
import { MoreMenu, type MenuAction } from '../parts/menu.tsx';
import { RowMain } from '../parts/row.tsx';
import { Status } from '../parts/status.tsx';
import { useAccounts } from './queries.ts';
import { ShownOnce } from './shown-once.tsx';

export function Accounts() {
  const accounts = useAccounts();
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <div className="row-between">
        <p className="quiet">
          <Trans>Each has projects, a drive and people of its own, and sees nothing of the others.</Trans>
        </p>
        <Button icon={Plus} onClick={() => setMaking(true)}>
          <Trans>New account</Trans>
        </Button>
      </div>
      <ListState list={accounts} empty={null}>
        <ul className="rows">
          {accounts.items.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
      </ListState>
      {isMaking && <NewAccount onClose={() => setMaking(false)} />}
    </>
  );
}

function AccountRow({ account }: { account: Account }) {
  const { t } = useLingui();
  const [isLimiting, setLimiting] = useState(false);
  const isOwn = useServer(true).data?.account_id === account.id;
  const { id, status, members } = account;
  const set = useChange((next: Wish) => client.updateAccount({ accountId: id, status: next }));
  const name = account.name === '' ? (isOwn ? t`Your account` : id) : account.name;
  const isSuspended = status === 'suspended';
  const actions: MenuAction[] = [
    { label: t`Change the limits`, onSelect: () => setLimiting(true) },
    ...(isOwn ? [] : (['separator'] as const)),
    ...(isOwn ? [] : [suspension(t`Suspend`, t`Resume`, isSuspended, (next) => set.mutate(next))]),
    ...(isOwn
      ? []
      : [
          {
            label: t`Delete permanently…`,
            isDanger: true,
            onSelect: () => askToErase({ target: { type: 'account', id }, name }),
          },
        ]),
  ];
  const isClosing = status === 'closing';
  return (
    <li className={status === 'active' ? undefined : 'over'}>
      <RowMain>
        <strong className="name">{name}</strong>
        <small>
          <Plural value={members} one="# member" other="# members" />
        </small>
      </RowMain>
      <Status tone={status === 'active' ? 'okay' : 'over'}>
        {isClosing ? t`Being deleted` : isSuspended ? t`Suspended` : t`Active`}
      </Status>
      <div className="row-actions">{!isClosing && <MoreMenu of={name} actions={actions} />}</div>
      {isLimiting && <ChangeLimits account={account} onClose={() => setLimiting(false)} />}
    </li>
  );
}

/** What an account may be set to. */
type Wish = Exclude<Account['status'], 'closing'>;

function suspension(
  suspend: string,
  resume: string,
  isSuspended: boolean,
  set: (next: Wish) => void,
): MenuAction {
  return isSuspended
    ? { label: resume, onSelect: () => set('active') }
    : { label: suspend, isDanger: true, onSelect: () => set('suspended') };
}

function NewAccount({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [link, setLink] = useState<string>();
  const create = useChange(async () => setLink((await client.createAccount({ name })).invitation.link), {
    inDialog: true,
  });
  if (link !== undefined)
    return (
      <ShownOnce title={t`The invitation, shown this once`} secret={link} onClose={onClose}>
        <Trans>Send this link to the first owner of the account. It works once, within seven days.</Trans>
      </ShownOnce>
    );
  return (
    <FormDialog title={t`New account`} submit={t`Create`} change={create} onClose={onClose}>
      <TextField
        label={t`Name`}
        value={name}
        required
        maxLength={100}
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
    </FormDialog>
  );
}

const mega = 1024 * 1024;

/** An empty field is no limit. */
function ChangeLimits({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useLingui();
  const { bytes, memories, requests_per_minute } = account.quotas;
  const [limits, setLimits] = useState({
    megabytes: bytes === null ? '' : String(bytes / mega),
    memories: String(memories ?? ''),
    requests: String(requests_per_minute ?? ''),
  });
  const numberOf = (text: string, unit = 1) => (text === '' ? null : Math.round(Number(text) * unit));
  const change = useChange(
    async () => {
      const quotas = {
        bytes: numberOf(limits.megabytes, mega),
        memories: numberOf(limits.memories),
        requests_per_minute: numberOf(limits.requests),
      };
      await client.updateAccount({ accountId: account.id, quotas });
      onClose();
    },
    { inDialog: true },
  );
  const fields = [
    ['megabytes', t`Most megabytes of files`],
    ['memories', t`Most memories`],
    ['requests', t`Most requests in a minute`],
  ] as const;
  return (
    <FormDialog title={t`Limits`} submit={t`Save`} change={change} onClose={onClose}>
      {fields.map(([name, label]) => (
        <TextField
          key={name}
          label={label}
          hint={t`Empty for no limit`}
          type="number"
          min={0}
          value={limits[name]}
          onChange={({ target }) => setLimits({ ...limits, [name]: target.value })}
        />
      ))}
    </FormDialog>
  );
}
