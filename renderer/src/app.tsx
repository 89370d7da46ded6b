/** The page: signing in, the list of places, and what is open. */
import { Trans } from '@lingui/react/macro';
import { isUnreachable, useServer } from './data/server.ts';
import { useShortcuts } from './data/shortcuts.ts';
import { Everywhere } from './frame/everywhere.tsx';
import { Notes } from './frame/notes.tsx';
import { Screen } from './frame/screens.tsx';
import { Sidebar } from './frame/sidebar.tsx';
import { SignIn, useOneTimeCode } from './frame/sign-in.tsx';
import { Skeleton } from './parts/list-state.tsx';
import { Join, useInvitation } from './team/join.tsx';
import { useFirstRun } from './welcome/first-run.ts';

export function App() {
  const code = useOneTimeCode();
  const invitation = useInvitation();
  const server = useServer(!code.isPending);
  const isDeciding = useFirstRun(code.isPending ? undefined : server.data?.caller);
  useShortcuts();
  if (invitation.code !== undefined) return <Join code={invitation.code} onJoined={invitation.close} />;
  if (code.isPending || server.isPending || isDeciding)
    return (
      <main className="alone">
        <Skeleton />
      </main>
    );
  // A server that is away for a moment does not take away what the page shows, nor what is being written.
  if (server.data === undefined || (server.error !== null && !isUnreachable(server.error)))
    return <SignIn error={server.error} codeError={code.error} retry={() => void server.refetch()} />;
  return (
    <div className="frame">
      <SkipLink />
      <Sidebar />
      <div className="stage">
        <div className="drag" aria-hidden="true" />
        <main id="main" tabIndex={-1}>
          <Notes isAway={server.error !== null} />
          <Screen />
        </main>
      </div>
      <Everywhere />
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
      <Trans>Skip to the content</Trans>
    </a>
  );
}
