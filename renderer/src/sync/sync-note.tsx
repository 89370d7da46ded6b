/** What holds for every screen but that of sync itself while a remote server is away or refuses: that everything works here all the same. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { hashOf, useRoute } from '../data/route.ts';
import { Banner } from '../parts/status.tsx';
import { useSyncState } from './queries.ts';
import { hostOf } from './state-words.ts';

export function SyncNote() {
  const { t } = useLingui();
  const { data: links = [] } = useSyncState();
  const route = useRoute();
  const failed = links.find(({ state }) => state === 'error');
  const away = links.find(({ state }) => state === 'offline');
  const shown = failed ?? away;
  if (shown === undefined || (route.page === 'settings' && route.section === 'sync')) return null;
  const host = hostOf(shown.url);
  const isMissingReason = shown.problem === null;
  const more = (
    <a
      className="button ghost"
      href={hashOf({ page: 'settings', section: 'sync' })}
      aria-label={t`Show sync`}
    >
      <Trans>Show</Trans>
    </a>
  );
  if (failed !== undefined)
    return (
      <Banner tone="warning" action={more}>
        {isMissingReason ? (
          <Trans>What you change here is not sent to {host} at present.</Trans>
        ) : (
          shown.problem?.message
        )}{' '}
        <Trans>Everything works here.</Trans>
      </Banner>
    );
  return (
    <Banner action={more}>
      {shown.pending > 0 ? (
        <Plural
          value={shown.pending}
          one={`# change waits until ${host} can be reached. Everything works here.`}
          other={`# changes wait until ${host} can be reached. Everything works here.`}
        />
      ) : (
        <Trans>{host} cannot be reached. Everything works here.</Trans>
      )}
    </Banner>
  );
}
