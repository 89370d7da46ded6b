/** The page: signing in, the list of projects, and what is open. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { KeepsakeError } from '../../contract/index.ts';
import { client } from './data/client.ts';
import { isUnreachable, useServer } from './data/queries.ts';
import { subscribeToRoute, useRoute } from './data/route.ts';
import { DriveScreen } from './drive/drive-screen.tsx';
import { TrashScreen } from './drive/trash-screen.tsx';
import { Failure, Skeleton } from './parts/list-state.tsx';
import { HomeScreen } from './projects/home-screen.tsx';
import { ProjectScreen } from './projects/project-screen.tsx';
import { Sidebar } from './projects/sidebar.tsx';
import { SearchScreen } from './search/search-screen.tsx';

export function App() {
  const signingIn = useOneTimeCode();
  const server = useServer(!signingIn);
  if (signingIn || server.isPending)
    return (
      <main className="alone">
        <Skeleton />
      </main>
    );
  // A server that is away for a moment does not take away what the page shows, nor what is being written.
  if (server.data === undefined || (server.error !== null && !isUnreachable(server.error)))
    return <SignIn error={server.error} retry={() => void server.refetch()} />;
  return (
    <div className="frame">
      <SkipLink />
      <Sidebar />
      <main id="main" tabIndex={-1}>
        {server.error !== null && (
          <p className="banner" role="alert">
            The Keepsake server cannot be reached. What you see may be out of date; nothing can be saved until
            it is back.
          </p>
        )}
        <Screen />
      </main>
    </div>
  );
}

/** To the content without changing the address, which says what is open. */
function SkipLink() {
  return (
    <a
      className="skip"
      href="#main"
      onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}
    >
      Skip to the content
    </a>
  );
}

function Screen() {
  const route = useRoute();
  switch (route.page) {
    case 'project':
      return <ProjectScreen key={route.projectId} projectId={route.projectId} section={route.section} />;
    case 'drive':
      return <DriveScreen folderId={route.folderId} />;
    case 'trash':
      return <TrashScreen />;
    case 'search':
      return <SearchScreen initial={route.query} />;
    case 'home':
      return <HomeScreen />;
  }
}

const codeStart = '#code=';

/** Exchanges the code of a one-time address for a session, also when it is opened where the page is open already. */
function useOneTimeCode(): boolean {
  const queries = useQueryClient();
  const [signingIn, setSigningIn] = useState(() => location.hash.startsWith(codeStart));
  useEffect(() => {
    const signIn = () => {
      if (!location.hash.startsWith(codeStart)) return;
      const code = location.hash.slice(codeStart.length);
      history.replaceState(null, '', '#/');
      setSigningIn(true);
      void client
        .openPage({ code })
        .catch(() => undefined)
        .finally(() => {
          setSigningIn(false);
          void queries.invalidateQueries();
        });
    };
    signIn();
    return subscribeToRoute(signIn);
  }, [queries]);
  return signingIn;
}

function SignIn({ error, retry }: { error: unknown; retry: () => void }) {
  const unknown = error instanceof KeepsakeError && error.code === 'UNAUTHORIZED';
  return (
    <main className="alone">
      <h1 className="brand">Keepsake</h1>
      {unknown ? (
        <>
          <p>
            <strong>This browser is not signed in.</strong>
          </p>
          <p>
            Open the address that <code>npm start</code> (or <code>keepsake serve --start</code>) prints on
            this computer. It works once; start again for a new one.
          </p>
        </>
      ) : (
        <Failure error={error} retry={retry} />
      )}
    </main>
  );
}
