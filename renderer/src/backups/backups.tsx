/** Settings: encrypted copies of everything, where they go, how often, and whether they can be trusted. */
import { Trans, useLingui } from '@lingui/react/macro';
import { DatabaseBackup, ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { BackupSettings, BackupState } from '../../../contract/operations/backups.ts';
import { useChange, useReadAgain } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { KeyValue, Progress } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Banner } from '../parts/status.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { BackupForm, everyChoices } from './backup-form.tsx';
import { BackupList } from './backup-list.tsx';
import { useBackupSettings, useBackupState } from './queries.ts';
import { Restoring } from './restoring.tsx';

export default function Backups() {
  const { t } = useLingui();
  const settings = useBackupSettings();
  const [editing, setEditing] = useState(false);
  if (settings.data === undefined)
    return settings.error === null ? (
      <Skeleton />
    ) : (
      <ErrorState error={settings.error} retry={() => void settings.refetch()} />
    );
  const { folder } = settings.data;
  return (
    <>
      {folder === undefined ? (
        <EmptyState
          icon={DatabaseBackup}
          title={t`No backups are made`}
          action={
            <Button look="primary" onClick={() => setEditing(true)}>
              <Trans>Set up backups</Trans>
            </Button>
          }
        >
          <Trans>
            A backup is an encrypted copy of everything in a folder of yours: on another disk, a share, or one
            that a cloud copies. Only you can open it.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <Schedule settings={settings.data} folder={folder} onEdit={() => setEditing(true)} />
          <BackupList />
          <Restoring folder={folder} />
        </>
      )}
      {editing && <BackupForm settings={settings.data} onClose={() => setEditing(false)} />}
    </>
  );
}

interface ScheduleProps {
  readonly settings: BackupSettings;
  readonly folder: string;
  readonly onEdit: () => void;
}

function Schedule({ settings, folder, onEdit }: ScheduleProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { data: state } = useBackupState();
  useReadWhenDone(state);
  const make = useChange(() => client.createBackup({}));
  const { keep, every_hours: every } = settings;
  const off = useChange(async () => {
    await client.unsetBackupSettings({});
    show(t`No more backups are made. Those that are there stay.`);
  });
  const isIdle = state === undefined || state.status === 'idle';
  return (
    <section>
      <div className="panel-head">
        <h2>
          <Trans>Backups</Trans>
        </h2>
        <div className="actions">
          <Button
            look="primary"
            icon={DatabaseBackup}
            disabled={!isIdle}
            isBusy={make.isPending}
            onClick={() => make.mutate(undefined)}
          >
            <Trans>Back up now</Trans>
          </Button>
          <MoreMenu
            of={t`backups`}
            actions={[
              { label: t`Change folder, schedule or passphrase`, onSelect: onEdit },
              'separator',
              { label: t`Make no more backups`, isDanger: true, onSelect: () => off.mutate(undefined) },
            ]}
          />
        </div>
      </div>
      <div className="card">
        {state?.problem !== undefined && isIdle && <Banner tone="error">{state.problem}</Banner>}
        {!isIdle && <UnderWay state={state} />}
        <KeyValue
          facts={[
            { name: t`Folder`, value: <code>{folder}</code> },
            { name: t`Made`, value: every === undefined ? t`only when you ask` : everyInWords(every) },
            { name: t`Kept`, value: t`the newest ${keep}` },
            {
              name: t`Last one`,
              value: state?.last_made_at === undefined ? t`none yet` : <When time={state.last_made_at} />,
            },
            {
              name: t`Opened by`,
              value: (
                <span className="with-icon">
                  <ShieldCheck size={14} strokeWidth={1.75} aria-hidden />
                  <Trans>your passphrase or age identity, and nothing else</Trans>
                </span>
              ),
            },
          ]}
        />
      </div>
    </section>
  );
}

function everyInWords(hours: number): string {
  const known = everyChoices(hours).find(({ value }) => value === String(hours));
  return known?.label ?? String(hours);
}

function UnderWay({ state }: { state: BackupState }) {
  const { t } = useLingui();
  const cancel = useChange(() => client.cancelBackup({}));
  const { status, done, total } = state;
  const of = total > 0 ? ` · ${sizeInWords(done)} / ${sizeInWords(total)}` : '';
  const label = status === 'verifying' ? t`Restoring it elsewhere and comparing…` : t`Backing up…`;
  return (
    <div className="running">
      <Progress label={`${label}${of}`} {...(total > 0 ? { share: Math.min(1, done / total) } : {})} />
      <Button isBusy={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  );
}

/** The list is read again when a backup or a verification has come to its end. */
function useReadWhenDone(state: BackupState | undefined): void {
  const readAgain = useReadAgain();
  const before = useRef(state?.status);
  useEffect(() => {
    const hasEnded = before.current !== undefined && before.current !== 'idle' && state?.status === 'idle';
    before.current = state?.status;
    if (hasEnded) void readAgain();
  }, [state?.status, readAgain]);
}
