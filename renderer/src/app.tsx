/** The page: signing in, the list of projects, and what is open. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { KeepsakeError } from '../../contract/index.ts';
import { client } from './data/client.ts';
import { useServer } from './data/queries.ts';
import { useRoute } from './data/route.ts';
import { DriveScreen } from './drive/drive-screen.tsx';
import { wordsOf } from './parts/notices.tsx';
import { Skeleton } from './parts/pieces.tsx';
import { HomeScreen } from './projects/home-screen.tsx';
import { ProjectScreen } from './projects/project-screen.tsx';
import { Sidebar } from './projects/sidebar.tsx';
import { SearchScreen } from './search/search-screen.tsx';

export function App() {
  const signingIn = useOneTimeCode();
  const server = useServer();
  if (signingIn || server.isPending)
    return (
      <main className="alone">
        <Skeleton />
      </main>
    );
  if (server.error !== null) return <SignIn error={server.error} />;
  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Sidebar />
      <main id="main" tabIndex={-1}>
        <Screen />
      </main>
    </div>
  );
}

function Screen() {
  const route = useRoute();
  switch (route.page) {
    case 'project':
      return <ProjectScreen key={route.projectId} projectId={route.projectId} section={route.section} />;
    case 'drive':
      return <DriveScreen folderId={route.folderId} />;
    case 'search':
      return <SearchScreen />;
    case 'home':
      return <HomeScreen />;
  }
}

/** Exchanges the code of a one-time address for a session, and takes it out of the address. */
function useOneTimeCode(): boolean {
  const queries = useQueryClient();
  const [signingIn, setSigningIn] = useState(() => location.hash.startsWith('#code='));
  useEffect(() => {
    if (!location.hash.startsWith('#code=')) return;
    const code = location.hash.slice('#code='.length);
    history.replaceState(null, '', '#/');
    void client
      .openPage({ code })
      .catch(() => undefined)
      .finally(() => {
        setSigningIn(false);
        void queries.invalidateQueries();
      });
  }, [queries]);
  return signingIn;
}

function SignIn({ error }: { error: unknown }) {
  const unknown = error instanceof KeepsakeError && error.code === 'UNAUTHORIZED';
  return (
    <main className="alone">
      <h1>Keepsake</h1>
      {unknown ? (
        <>
          <p>This browser is not signed in.</p>
          <p>
            Open the address that <code>npm start</code> (or <code>keepsake serve --start</code>) prints on
            this computer. It works once; start again for a new one.
          </p>
        </>
      ) : (
        <p role="alert">{wordsOf(error)}</p>
      )}
    </main>
  );
}
