/** Named points of the project's history: made before something is tried, compared, gone back to. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Bookmark, GitCompare, History, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowMain } from '../parts/row.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { NewSnapshot } from './new-snapshot.tsx';
import { useSnapshots } from './queries.ts';
import { RestoreProject } from './restore-project.tsx';

interface SnapshotsViewProps {
  readonly projectId: string;
  readonly onCompare: (from: string) => void;
}

export function SnapshotsView({ projectId, onCompare }: SnapshotsViewProps) {
  const { t } = useLingui();
  const snapshots = useSnapshots(projectId);
  const [isCreating, setCreating] = useState(false);
  const [restoring, setRestoring] = useState<string>();
  const create = (
    <Button look="primary" icon={Plus} onClick={() => setCreating(true)}>{t`Create snapshot`}</Button>
  );
  const hasAny = snapshots.items.length > 0;
  return (
    <>
      {hasAny && (
        <div className="toolbar">
          <output className="summary">
            <Plural value={snapshots.items.length} one="# snapshot" other="# snapshots" />
          </output>
          {create}
        </div>
      )}
      <ListState
        list={snapshots}
        empty={
          <EmptyState icon={Bookmark} title={t`No snapshots yet`} action={create}>
            <Trans>
              A snapshot gives this moment a name, to compare with later or to bring the project back to.
            </Trans>
          </EmptyState>
        }
      >
        <ul className="rows">
          {snapshots.items.map(({ id, name, seq, message, created_by, created_at }) => (
            <li key={id}>
              <RowMain>
                <strong className="name">{name}</strong>
                {message !== undefined && (
                  <p className="text" dir="auto">
                    {message}
                  </p>
                )}
                <small>
                  #{seq} · {writerInWords(created_by)} · <When time={created_at} />
                </small>
              </RowMain>
              <div className="row-actions">
                <Button
                  look="ghost"
                  icon={GitCompare}
                  aria-label={t`Compare ${name} with now`}
                  onClick={() => onCompare(name)}
                >{t`Compare`}</Button>
                <Button
                  look="ghost"
                  icon={History}
                  aria-label={t`Restore the project to ${name}`}
                  onClick={() => setRestoring(name)}
                >{t`Restore`}</Button>
              </div>
            </li>
          ))}
        </ul>
      </ListState>
      {isCreating && <NewSnapshot projectId={projectId} at="head" onClose={() => setCreating(false)} />}
      {restoring !== undefined && (
        <RestoreProject projectId={projectId} to={restoring} onClose={() => setRestoring(undefined)} />
      )}
    </>
  );
}
