/** Settings of the app: which server the page talks to, that of this computer or one elsewhere. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAbilities, valueOf, type Abilities } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { CopyField } from '../parts/facts.tsx';
import { TextField } from '../parts/fields.tsx';
import { Part } from '../settings/part.tsx';

export function RemoteServer() {
  const { t } = useLingui();
  const abilities = useAbilities();
  const remote = useRemote(abilities);
  if (abilities === undefined || remote === undefined) return null;
  return (
    <Part
      title={t`Connection`}
      about={
        <Trans>
          The app shows the memory of this computer, or one that you share with others on a server elsewhere.
          AI clients of this computer keep their own connections.
        </Trans>
      }
    >
      {remote === null ? (
        <Connect abilities={abilities} />
      ) : (
        <>
          <CopyField label={t`Connected to`} text={remote.url} />
          <BackToOwn />
        </>
      )}
    </Part>
  );
}

/** Nothing in a browser, or before the app has said so. */
function useRemote(abilities: Abilities | undefined) {
  const { data } = useQuery({
    enabled: abilities !== undefined,
    queryKey: ['server', 'remote'],
    queryFn: async () => (abilities === undefined ? null : valueOf(await abilities.remote())),
  });
  return data;
}

function Connect({ abilities }: { abilities: Abilities }) {
  const { t } = useLingui();
  const [to, setTo] = useState({ url: '', token: '', ca: '' });
  const connect = useChange(
    async () => {
      const { url, token, ca } = to;
      const file = ca.trim() === '' ? {} : { ca: ca.trim() };
      valueOf(await abilities.connectRemote({ url: url.trim(), token: token.trim(), ...file }));
      startAgain();
    },
    { inDialog: true },
  );
  const set = (part: Partial<typeof to>) => setTo({ ...to, ...part });
  return (
    <form
      className="remote-server"
      onSubmit={(event) => (event.preventDefault(), connect.isPending || connect.mutate(undefined))}
    >
      <TextField
        label={t`Address`}
        value={to.url}
        required
        placeholder="https://memory.example"
        autoComplete="off"
        onChange={({ target }) => set({ url: target.value })}
      />
      <TextField
        label={t`Personal access token`}
        hint={t`You got it when you accepted your invitation. Lost it? Ask an admin for a new link.`}
        type="password"
        value={to.token}
        required
        autoComplete="off"
        onChange={({ target }) => set({ token: target.value })}
      />
      <TextField
        label={t`File of its certificate authority`}
        hint={t`Only for a server whose certificate this computer does not trust by itself: the full path of a PEM file.`}
        value={to.ca}
        autoComplete="off"
        onChange={({ target }) => set({ ca: target.value })}
      />
      <Problem error={connect.error} />
      <Button type="submit" look="primary" isBusy={connect.isPending}>
        <Trans>Connect</Trans>
      </Button>
    </form>
  );
}

/** The way back, also where the other server cannot be reached; nothing when the page is at home already. */
export function BackToOwn() {
  const abilities = useAbilities();
  const remote = useRemote(abilities);
  const back = useChange(async () => {
    if (abilities !== undefined) valueOf(await abilities.disconnectRemote());
    startAgain();
  });
  if (abilities === undefined || remote === undefined || remote === null) return null;
  return (
    <Button isBusy={back.isPending} onClick={() => back.mutate(undefined)}>
      <Trans>Go back to the memory of this computer</Trans>
    </Button>
  );
}

/** What is shown and remembered is of the server before. */
function startAgain(): void {
  location.hash = '#/home';
  location.reload();
}
