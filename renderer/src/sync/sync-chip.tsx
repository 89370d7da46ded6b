/** How a project stands with its remote server: a word in lists, a way to the settings in its head. */
import { useLingui } from '@lingui/react/macro';
import { CloudUpload, GitMerge, TriangleAlert } from 'lucide-react';
import { hashOf } from '../data/route.ts';
import { Status } from '../parts/status.tsx';
import { useProjectSync, type RecordState } from './queries.ts';
import { inWords } from './state-words.ts';

/** Nothing for a project that is not linked. */
export function SyncChip({ projectId }: { projectId: string }) {
  const project = useProjectSync(projectId);
  if (project === undefined) return null;
  const { tone, text } = inWords(project);
  return <Status tone={tone}>{text}</Status>;
}

/** The same as a link: to the conflicts while there are any, to the settings otherwise. */
export function SyncLink({ projectId }: { projectId: string }) {
  const { t } = useLingui();
  const project = useProjectSync(projectId);
  if (project === undefined) return null;
  const { tone, text } = inWords(project);
  const isClash = project.state !== 'error' && project.clashes > 0;
  const to = isClash ? hashOf({ page: 'conflicts' }) : hashOf({ page: 'settings', section: 'sync' });
  return (
    <a
      className="sync-link"
      href={to}
      title={project.problem?.message}
      aria-label={isClash ? t`${text}: decide them` : t`Sync: ${text}`}
    >
      <Status tone={tone}>{text}</Status>
    </a>
  );
}

const icons = { waiting: CloudUpload, clash: GitMerge, refused: TriangleAlert };

/** The mark of a record that is not at the remote server as it is here. */
export function SyncMark({ state }: { state: RecordState | undefined }) {
  const { t } = useLingui();
  if (state === undefined || state === 'synced') return null;
  const words = {
    waiting: t`Waits to be sent`,
    clash: t`Changed on two devices: see Conflicts`,
    refused: t`The remote server did not take it: see Settings, Sync`,
  };
  const Icon = icons[state];
  return (
    <Icon
      size={12}
      className={state === 'waiting' ? 'sync-mark' : 'warning-mark'}
      aria-label={words[state]}
    />
  );
}
