/** The backups in the folder, and which of them were proven by restoring them. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Archive } from 'lucide-react';
import type { Backup } from '../../../contract/operations/backups.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowMain } from '../parts/row.tsx';
import { Status } from '../parts/status.tsx';
import { exactTime, sizeInWords, When } from '../parts/words.tsx';
import { useBackups, useBackupState } from './queries.ts';

export function BackupList() {
  const { t } = useLingui();
  const backups = useBackups(true);
  const state = useBackupState();
  return (
    <section>
      <h2>
        <Trans>In the folder</Trans>
      </h2>
      <ListState
        list={{ ...backups, items: backups.data ?? [], retry: () => void backups.refetch() }}
        empty={
          <EmptyState icon={Archive} title={t`No backup yet`}>
            <Trans>“Back up now” makes the first one; you can go on working meanwhile.</Trans>
          </EmptyState>
        }
      >
        <ul className="rows">
          {backups.data?.map((backup) => (
            <BackupRow key={backup.id} backup={backup} isIdle={state.data?.status === 'idle'} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function BackupRow({ backup, isIdle }: { backup: Backup; isIdle: boolean }) {
  const { t } = useLingui();
  const { id: backupId, created_at, records, bytes, verified_at } = backup;
  const verify = useChange(() => client.verifyBackup({ backupId }));
  const name = exactTime(new Date(created_at));
  return (
    <li>
      <RowMain>
        <strong>
          <When time={created_at} />
        </strong>
        <small>
          <Plural value={records} one="# record" other="# records" /> · {sizeInWords(bytes)} ·{' '}
          <code>{backupId}</code>
        </small>
      </RowMain>
      {verified_at === undefined ? (
        <Status tone="plain">{t`Not verified`}</Status>
      ) : (
        <Status tone="okay">
          <Trans>
            Verified <When time={verified_at} />
          </Trans>
        </Status>
      )}
      <div className="row-actions">
        <Button
          look="ghost"
          aria-label={t`Verify the backup of ${name}`}
          disabled={!isIdle}
          isBusy={verify.isPending}
          onClick={() => verify.mutate(undefined)}
        >
          <Trans>Verify</Trans>
        </Button>
      </div>
    </li>
  );
}
