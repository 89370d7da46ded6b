/** One link: how it stands, what waits, and pausing, hurrying, limiting and ending it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Gauge, Pause, Play, RefreshCw, Unlink } from 'lucide-react';
import { useState } from 'react';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { KeyValue, Progress } from '../parts/facts.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Banner, Status } from '../parts/status.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { exchangesOf, hostOf, inWords, numberOf, shareOf } from './state-words.ts';
import { UnlinkDialog } from './unlink-dialog.tsx';

export function LinkCard({ link }: { link: SyncState }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [open, setOpen] = useState<'limits' | 'unlink'>();
  const close = () => setOpen(undefined);
  const { id: linkId, url, paused } = link;
  const host = hostOf(url);
  const pause = useChange((isPaused: boolean) => client.updateLink({ linkId, paused: isPaused }));
  const now = useChange(async () => {
    const { projects } = await client.syncNow({});
    if (projects === 0) show(t`No project is linked yet. Choose one below.`);
  });
  return (
    <section aria-label={host}>
      <div className="panel-head">
        <h2>{host}</h2>
        <div className="actions">
          <Button
            icon={RefreshCw}
            disabled={paused}
            isBusy={now.isPending}
            onClick={() => now.mutate(undefined)}
          >
            <Trans>Sync now</Trans>
          </Button>
          <Button icon={paused ? Play : Pause} isBusy={pause.isPending} onClick={() => pause.mutate(!paused)}>
            {paused ? t`Resume` : t`Pause`}
          </Button>
          <MoreMenu
            of={host}
            actions={[
              { label: t`Limits`, icon: Gauge, onSelect: () => setOpen('limits') },
              'separator',
              { label: t`Unlink`, icon: Unlink, isDanger: true, onSelect: () => setOpen('unlink') },
            ]}
          />
        </div>
      </div>
      <div className="card">
        <Troubles link={link} />
        <UnderWay link={link} />
        <Facts link={link} />
      </div>
      {open === 'limits' && <LimitsDialog link={link} onClose={close} />}
      {open === 'unlink' && <UnlinkDialog link={link} onClose={close} />}
    </section>
  );
}

/** What went wrong, what is not there, and what was noticed about backups of either side. */
function Troubles({ link }: { link: SyncState }) {
  const { state, problem } = link;
  const notices = new Set(exchangesOf(link).map(({ notice }) => notice));
  return (
    <>
      {state === 'error' && problem !== null && <Banner tone="error">{problem.message}</Banner>}
      {state === 'offline' && (
        <Banner>
          <Trans>The server cannot be reached. Everything works here; what you change is sent later.</Trans>
          {problem !== null && <small className="under">{problem.message}</small>}
        </Banner>
      )}
      {notices.has('registered_anew') && (
        <Banner tone="warning">
          <Trans>
            This computer was restored from a backup, or copied. It registered anew and compared everything
            with the server; nothing was lost or doubled.
          </Trans>
        </Banner>
      )}
      {notices.has('server_went_back') && (
        <Banner tone="warning">
          <Trans>
            The server was restored to an earlier day. What it lacked and this computer still had was sent
            again.
          </Trans>
        </Banner>
      )}
    </>
  );
}

/** Of the first time, and of whatever takes long enough to be seen. */
function UnderWay({ link }: { link: SyncState }) {
  const { t } = useLingui();
  const { state } = link;
  if (state !== 'sending' && state !== 'taking') return null;
  const isFirst = exchangesOf(link).some(({ last_success_at }) => last_success_at === null);
  const label = isFirst ? t`For the first time: comparing both sides…` : inWords(link).text;
  const share = shareOf(link);
  return <Progress label={label} {...(share === undefined ? {} : { share })} />;
}

function Facts({ link }: { link: SyncState }) {
  const { t } = useLingui();
  const { device_name, pending, projects, metered, bytes_per_second: most } = link;
  const words = inWords(link);
  const exchanges = exchangesOf(link);
  const sum = (name: 'sent_bytes' | 'received_bytes') => exchanges.reduce((all, one) => all + one[name], 0);
  const last =
    exchanges
      .map((one) => one.last_success_at ?? '')
      .toSorted()
      .at(-1) ?? '';
  const [sent, received] = [sizeInWords(sum('sent_bytes')), sizeInWords(sum('received_bytes'))];
  const clashes = projects.reduce((all, one) => all + one.clashes, 0);
  return (
    <KeyValue
      facts={[
        { name: t`State`, value: <Status tone={words.tone}>{words.text}</Status> },
        { name: t`This computer`, value: device_name },
        { name: t`Waiting`, value: pending === 0 ? t`nothing` : numberOf(pending) },
        { name: t`Last in step`, value: last === '' ? t`not yet` : <When time={last} /> },
        { name: t`Since the start`, value: t`${sent} sent, ${received} received` },
        ...(metered || most !== null
          ? [{ name: t`Limits`, value: <LimitsInWords metered={metered} most={most} /> }]
          : []),
        ...(clashes === 0
          ? []
          : [
              {
                name: t`Conflicts`,
                value: (
                  <a href="#/conflicts">
                    <Plural value={clashes} one="Decide # conflict" other="Decide # conflicts" />
                  </a>
                ),
              },
            ]),
      ]}
    />
  );
}

function LimitsInWords({ metered, most }: { metered: boolean; most: number | null }) {
  const { t } = useLingui();
  const speed = most === null ? [] : [t`${sizeInWords(most)} a second at most`];
  return [...speed, ...(metered ? [t`metered connection`] : [])].join(', ');
}
