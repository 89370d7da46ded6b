/** One commit: who made it, what it changed word by word, and what can be done from there. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Bookmark, GitCompare, History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { ChangeList } from './change-list.tsx';
import { commitInWords } from './commit-words.ts';
import { NewSnapshot } from './new-snapshot.tsx';
import { useCommit } from './queries.ts';
import { RestoreProject } from './restore-project.tsx';

interface CommitDetailProps {
  readonly projectId: string;
  readonly seq: number;
  readonly onCompare: (from: string) => void;
}

export function CommitDetail({ projectId, seq, onCompare }: CommitDetailProps) {
  const { t } = useLingui();
  const commit = useCommit(projectId, seq);
  const [dialog, setDialog] = useState<'restore' | 'snapshot'>();
  const close = () => setDialog(undefined);
  if (commit.error !== null) return <ErrorState error={commit.error} retry={() => void commit.refetch()} />;
  if (commit.data === undefined) return <Skeleton />;
  const { author, time, changes, next } = commit.data;
  return (
    <article className="memory">
      <h2>{commitInWords(commit.data)}</h2>
      <p className="quiet">
        #{seq} · {writerInWords(author)} · <When time={time} />
      </p>
      <div className="actions">
        <Button icon={GitCompare} onClick={() => onCompare(String(seq))}>{t`Compare with now`}</Button>
        <Button icon={Bookmark} onClick={() => setDialog('snapshot')}>{t`Name this point`}</Button>
        <Button icon={History} onClick={() => setDialog('restore')}>{t`Restore the project to here`}</Button>
      </div>
      {changes.length === 0 ? (
        <p className="quiet">
          <Trans>It changed no memory, value or document.</Trans>
        </p>
      ) : (
        <ChangeList changes={changes} />
      )}
      {next !== null && (
        <p className="quiet">
          <Trans>These are the first {changes.length} of its changes. Compare shows all of them.</Trans>
        </p>
      )}
      {dialog === 'restore' && <RestoreProject projectId={projectId} to={String(seq)} onClose={close} />}
      {dialog === 'snapshot' && <NewSnapshot projectId={projectId} at={String(seq)} onClose={close} />}
    </article>
  );
}
