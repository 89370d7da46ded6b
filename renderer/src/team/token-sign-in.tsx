/** Signs a browser in with a personal access token. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { askAnew } from '../data/server.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';

export function TokenSignIn() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const signIn = useChange(
    async () => {
      await client.openPageByToken({ token: token.trim() });
      await askAnew(queries);
    },
    { inDialog: true },
  );
  return (
    <form
      className="sign-in"
      onSubmit={(event) => (event.preventDefault(), signIn.isPending || signIn.mutate(undefined))}
    >
      <TextField
        label={t`Personal access token`}
        hint={t`You got it when you accepted your invitation. Lost it? Ask an admin for a new link.`}
        type="password"
        value={token}
        required
        autoComplete="current-password"
        onChange={({ target }) => setToken(target.value)}
      />
      <Problem error={signIn.error} />
      <Button type="submit" look="primary" isBusy={signIn.isPending}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  );
}
