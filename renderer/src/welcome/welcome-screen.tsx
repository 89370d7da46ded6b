/** The first run: where memory lives, the recovery code, something to remember, a client that proves it can recall. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useAbilities } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { goTo } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useTitle } from '../parts/title.ts';
import { useProjects } from '../projects/queries.ts';
import { FirstClient } from './first-client.tsx';
import { FirstMemory } from './first-memory.tsx';
import { setupKey, useProof, useSetup } from './queries.ts';
import { RecoveryStep } from './recovery-step.tsx';
import { WhereItLives } from './where-it-lives.tsx';

export default function WelcomeScreen() {
  const { t } = useLingui();
  const setup = useSetup();
  useTitle(t`Welcome`);
  return (
    <div className="welcome">
      <header>
        <div className="heading">
          <h1>
            <Trans>Welcome to Keepsake</Trans>
          </h1>
          <p className="quiet">
            <Trans>
              One memory for all your AI tools. It takes a minute; you can leave at any time and come back.
            </Trans>
          </p>
        </div>
      </header>
      {setup.data !== undefined ? (
        <Steps isNoted={setup.data.recovery_noted} />
      ) : setup.error === null ? (
        <Skeleton />
      ) : (
        <ErrorState error={setup.error} retry={() => void setup.refetch()} />
      )}
    </div>
  );
}

function Steps({ isNoted }: { isNoted: boolean }) {
  const projects = useProjects();
  const proof = useProof().data ?? undefined;
  const holds = projects.items.some((one) => one.document_count + one.memory_count > 0);
  const isProven = proof?.wroteAt !== undefined && proof.recalledAt !== undefined;
  const done = [true, isNoted, holds, isProven].filter(Boolean).length;
  return (
    <>
      <ol className="welcome-steps">
        <WhereItLives />
        <RecoveryStep isNoted={isNoted} />
        <FirstMemory isDone={holds} project={projects.items.at(-1)} />
        <FirstClient proof={proof} isDone={isProven} />
      </ol>
      <Leave isAllDone={done === 4} isNoted={isNoted} />
    </>
  );
}

/** Going away ends the first run for good; it can be opened again from the settings. */
function Leave({ isAllDone, isNoted }: { isAllDone: boolean; isNoted: boolean }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { show } = useNotices();
  const isApp = useAbilities() !== undefined;
  const leave = useChange(async () => {
    queries.setQueryData(setupKey, await client.setSetup({ welcomed: true }));
    goTo({ page: 'home' });
    if (!isAllDone) show(t`You find these steps again under Settings, About.`);
  });
  return (
    <div className="welcome-foot">
      {!isNoted && isApp && (
        <p className="quiet">
          <Trans>The recovery code is shown once more when the app is closed.</Trans>
        </p>
      )}
      <Button
        look={isAllDone ? 'primary' : 'secondary'}
        isBusy={leave.isPending}
        onClick={() => leave.mutate(undefined)}
      >
        {isAllDone ? <Trans>Go to my projects</Trans> : <Trans>Skip for now</Trans>}
      </Button>
    </div>
  );
}
