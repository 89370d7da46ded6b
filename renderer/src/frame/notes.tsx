/** What holds for every screen: the server is away, or writes nothing for now; or the one it is linked to is away. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useAbilities, useServerState, valueOf } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { Banner } from '../parts/status.tsx';
import { SyncNote } from '../sync/sync-note.tsx';

export function Notes({ isAway }: { isAway: boolean }) {
  const { t } = useLingui();
  const abilities = useAbilities();
  const own = useServerState();
  const start = useChange(async () => {
    const answer = await abilities?.startServer();
    if (answer !== undefined) valueOf(answer);
  });
  const isResting = own?.state === 'paused' || own?.state === 'stopped' || own?.state === 'failed';
  if (isResting)
    return (
      <Banner
        tone="warning"
        action={
          <Button
            isBusy={start.isPending}
            onClick={() => start.mutate(undefined)}
          >{t`Start the server`}</Button>
        }
      >
        <Trans>
          Keepsake is paused. You can read what is open; nothing can be saved until it runs again.
        </Trans>
      </Banner>
    );
  if (!isAway) return <SyncNote />;
  return (
    <Banner tone="error">
      <Trans>
        The Keepsake server cannot be reached. What you see may be out of date; nothing can be saved until it
        is back.
      </Trans>
    </Banner>
  );
}
