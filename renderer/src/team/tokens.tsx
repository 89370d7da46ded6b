/** The personal access tokens of the person at the page. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { AccessToken } from '../../../contract/operations/tokens.ts';
import type { TokenScope } from '../../../contract/roles.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { expiryOf } from '../keys/expiry.ts';
import { Button } from '../parts/button.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { Select } from '../parts/select.tsx';
import { Status } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { useOwnTokens } from './queries.ts';
import { scopeOptions } from './role-words.ts';
import { ShownOnce } from './shown-once.tsx';

export function Tokens() {
  const tokens = useOwnTokens();
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <div className="row-between">
        <p className="quiet">
          <Trans>For your own programs, other browsers and AI clients that take a bearer token.</Trans>
        </p>
        <Button icon={Plus} onClick={() => setMaking(true)}>
          <Trans>New token</Trans>
        </Button>
      </div>
      <ListState
        list={tokens}
        empty={
          <p className="quiet">
            <Trans>You have no token.</Trans>
          </p>
        }
      >
        <ul className="rows">
          {tokens.items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      </ListState>
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </>
  );
}

function TokenRow({ token }: { token: AccessToken }) {
  const { t } = useLingui();
  const { id, description, secret_suffix, scope, status, last_used_at } = token;
  const revoke = useChange(() => client.revokeToken({ tokenId: id }));
  const words = { active: t`Active`, expired: t`Expired`, revoked: t`Revoked` };
  return (
    <li className={status === 'active' ? undefined : 'over'}>
      <RowMain>
        <strong className="name">{description}</strong>
        <small>
          <code dir="ltr">…{secret_suffix}</code> ·{' '}
          {scopeOptions().find(({ value }) => value === scope)?.label}
          {last_used_at !== null && (
            <>
              {' · '}
              <When time={last_used_at} />
            </>
          )}
        </small>
      </RowMain>
      <Status tone={status === 'active' ? 'okay' : 'over'}>{words[status]}</Status>
      <div className="row-actions">
        {status === 'active' && (
          <RowAction
            label={t`Revoke`}
            of={description}
            isBusy={revoke.isPending}
            onClick={() => revoke.mutate(undefined)}
          />
        )}
      </div>
    </li>
  );
}

type Days = '30' | '90' | '365';

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [description, setDescription] = useState('');
  const [scope, setScope] = useState<TokenScope>('write');
  const [days, setDays] = useState<Days>('90');
  const [secret, setSecret] = useState<string>();
  const create = useChange(
    async () => {
      const expires_at = expiryOf(days, '', new Date());
      setSecret((await client.createToken({ description, scope, expires_at })).secret);
    },
    { inDialog: true },
  );
  if (secret !== undefined)
    return (
      <ShownOnce title={t`The token, shown this once`} secret={secret} onClose={onClose}>
        <Trans>Whoever has it may what you chose, in your name.</Trans>
      </ShownOnce>
    );
  return (
    <FormDialog title={t`New token`} submit={t`Generate`} change={create} onClose={onClose}>
      <TextField
        label={t`What will use it?`}
        value={description}
        required
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => setDescription(target.value)}
      />
      <Select label={t`It may`} value={scope} options={scopeOptions()} onChange={setScope} />
      <Select
        label={t`Ends`}
        value={days}
        options={[
          { value: '30', label: t`in 30 days` },
          { value: '90', label: t`in 90 days` },
          { value: '365', label: t`in a year` },
        ]}
        onChange={setDays}
      />
    </FormDialog>
  );
}
