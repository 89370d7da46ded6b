/** What an invitation's link opens: a name, then the token, then the page itself. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { askAnew } from '../data/server.ts';
import { subscribeToRoute } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { Secret } from './shown-once.tsx';

const linkStart = '#/join/';

/** The code of the link that was opened, and how to be done with it; the address bar loses it at once. */
export function useInvitation(): { code: string | undefined; close: () => void } {
  const [code, setCode] = useState(readCode);
  useEffect(() => {
    const look = () => {
      const found = readCode();
      if (found === undefined) return;
      history.replaceState(null, '', '#/');
      setCode(found);
    };
    look();
    return subscribeToRoute(look);
  }, []);
  return { code, close: () => setCode(undefined) };
}

function readCode(): string | undefined {
  return location.hash.startsWith(linkStart) ? location.hash.slice(linkStart.length) : undefined;
}

export function Join({ code, onJoined }: { code: string; onJoined: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const accept = useChange(async () => (await client.acceptInvitation({ code, name })).token, {
    inDialog: true,
  });
  const enter = useChange(
    async (token: string) => {
      await client.openPageByToken({ token });
      onJoined();
      await askAnew(queries);
    },
    { inDialog: true },
  );
  const token = accept.data;
  return (
    <main className="alone">
      <h1 className="brand">Keepsake</h1>
      {token === undefined ? (
        <form
          className="sign-in"
          onSubmit={(event) => (event.preventDefault(), accept.isPending || accept.mutate(undefined))}
        >
          <p>
            <Trans>You are invited to share a memory.</Trans>
          </p>
          <TextField
            label={t`Your name, as the others see it`}
            value={name}
            required
            maxLength={100}
            autoComplete="name"
            onChange={({ target }) => setName(target.value)}
          />
          <Problem error={accept.error} />
          <Button type="submit" look="primary" isBusy={accept.isPending}>
            <Trans>Join</Trans>
          </Button>
        </form>
      ) : (
        <div className="sign-in">
          <Secret secret={token}>
            <Trans>
              This is your token. Keep it where you keep passwords: it signs you in on other computers.
            </Trans>
          </Secret>
          <Problem error={enter.error} />
          <Button look="primary" isBusy={enter.isPending} onClick={() => enter.mutate(token)}>
            <Trans>I have copied it: open Keepsake</Trans>
          </Button>
        </div>
      )}
    </main>
  );
}
