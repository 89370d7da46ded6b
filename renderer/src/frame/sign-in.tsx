/** Who opens the page: by a one-time address, or not yet. */
import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { askAnew } from '../data/server.ts';
import { subscribeToRoute } from '../data/route.ts';
import { Problem } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/list-state.tsx';
import { BackToOwn } from '../team/remote-server.tsx';
import { TokenSignIn } from '../team/token-sign-in.tsx';

const codeStart = '#code=';

/** The exchange of a one-time address's code: under way, or why it was refused. */
export interface OneTimeCode {
  readonly isPending: boolean;
  readonly error: unknown;
}

/** Exchanges the code of a one-time address for a session, also when it is opened where the page is open already. */
export function useOneTimeCode(): OneTimeCode {
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ code, key }: { code: string; key: string }) =>
      client.openPage({ code }, { idempotencyKey: key }),
    // The answer may be what was lost: a repeat under the same key is not refused.
    retry: (failures, reason) => failures < 5 && !(reason instanceof KeepsakeError && reason.status === 401),
    onSettled: () => void askAnew(queries),
  });
  const [isFirst, setIsFirst] = useState(() => location.hash.startsWith(codeStart));
  useEffect(() => {
    const signIn = () => {
      if (!location.hash.startsWith(codeStart)) return;
      const code = location.hash.slice(codeStart.length);
      history.replaceState(null, '', '#/');
      mutate({ code, key: crypto.randomUUID() });
      setIsFirst(false);
    };
    signIn();
    return subscribeToRoute(signIn);
  }, [mutate]);
  return { isPending: isFirst || isPending, error };
}

interface SignInProps {
  readonly error: unknown;
  /** Why the code of the address was refused, if it was. */
  readonly codeError: unknown;
  readonly retry: () => void;
}

export function SignIn({ error, codeError, retry }: SignInProps) {
  const unknown = error instanceof KeepsakeError && error.status === 401;
  return (
    <main className="alone">
      <h1 className="brand">Keepsake</h1>
      {unknown ? (
        <>
          <p>
            <strong>
              <Trans>This browser is not signed in.</Trans>
            </strong>
          </p>
          <Problem error={codeError} />
          <p>
            <Trans>
              Open the address that <code>npm start</code> (or <code>keepsake serve --start</code>) prints on
              this computer. It works once; start again for a new one.
            </Trans>
          </p>
          <h2>
            <Trans>Are you a member?</Trans>
          </h2>
          <TokenSignIn />
        </>
      ) : (
        <ErrorState error={error} retry={retry} />
      )}
      <BackToOwn />
    </main>
  );
}
