/** What each AI client read and wrote, as it happens. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Activity, Filter, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { hashOf } from '../data/route.ts';
import { useAllKeys } from '../keys/queries.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { Status } from '../parts/status.tsx';
import { useTitle } from '../parts/title.ts';
import { useProjects } from '../projects/queries.ts';
import { ActivityFilterBar } from './filter-bar.tsx';
import type { ActivityFilters } from './filters.ts';
import { KeyChart } from './key-chart.tsx';
import { useActivity, useLiveActivity, type Live } from './queries.ts';
import { SessionCard } from './session-card.tsx';
import { groupSessions } from './sessions.ts';

export default function ActivityScreen() {
  const { t } = useLingui();
  const [filters, setFilters] = useState<ActivityFilters>({});
  const [isPaused, setPaused] = useState(false);
  const activity = useActivity(filters);
  const live = useLiveActivity(['activity', 'activity-counts'], !isPaused);
  const keys = useAllKeys().items;
  const projects = useProjects().items;
  useTitle(t`Activity`);
  const isNarrowed = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <header>
        <h1>
          <Trans>Activity</Trans>
        </h1>
        <div className="actions live">
          <LiveStatus live={live} isPaused={isPaused} />
          <Button look="ghost" icon={isPaused ? Play : Pause} onClick={() => setPaused(!isPaused)}>
            {isPaused ? <Trans>Go on</Trans> : <Trans>Pause</Trans>}
          </Button>
        </div>
      </header>
      <KeyChart keys={keys} chosen={filters.keyId} onChoose={(keyId) => setFilters({ ...filters, keyId })} />
      {(isNarrowed || activity.items.length > 0) && (
        <ActivityFilterBar filters={filters} keys={keys} projects={projects} onChange={setFilters} />
      )}
      <ListState
        list={activity}
        empty={
          isNarrowed ? (
            <EmptyState
              icon={Filter}
              title={t`Nothing like this happened`}
              action={<Button onClick={() => setFilters({})}>{t`Clear filters`}</Button>}
            >
              <Trans>Other clients, projects or times may have something.</Trans>
            </EmptyState>
          ) : (
            <EmptyState
              icon={Activity}
              title={t`No AI client has been here yet`}
              action={
                <a className="button" href={hashOf({ page: 'servers' })}>
                  <Trans>Connect an AI client</Trans>
                </a>
              }
            >
              <Trans>What a client reads and writes is shown here as it happens, and can be undone.</Trans>
            </EmptyState>
          )
        }
      >
        <div className="sessions">
          {groupSessions(activity.items).map((session) => (
            <SessionCard key={session.id} session={session} projects={projects} />
          ))}
        </div>
      </ListState>
    </>
  );
}

function LiveStatus({ live, isPaused }: { live: Live; isPaused: boolean }) {
  if (isPaused)
    return (
      <Status tone="over">
        <Trans>Paused</Trans>
      </Status>
    );
  if (live === 'live')
    return (
      <Status tone="okay">
        <Trans>Live</Trans>
      </Status>
    );
  return (
    <Status tone="busy">
      <Trans>Connecting…</Trans>
    </Status>
  );
}
