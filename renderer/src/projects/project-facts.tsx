/** How much a project holds and when it was last used, in one line. */
import { Plural, Trans } from '@lingui/react/macro';
import type { Project } from '../../../contract/index.ts';
import { When } from '../parts/words.tsx';
import { SyncChip, SyncLink } from '../sync/sync-chip.tsx';

interface ProjectFactsProps {
  readonly project: Project;
  /** Whether links may stand in it: not in a card, which is one itself. */
  readonly hasLinks?: boolean;
}

/** Documents and memories always; the rest where there is some. */
export function ProjectFacts({ project, hasLinks = false }: ProjectFactsProps) {
  const { document_count, memory_count, conversation_count, entry_count, last_activity_at } = project;
  return (
    <small className="project-facts">
      <span>
        <Plural value={document_count} one="# document" other="# documents" />
      </span>
      <span>
        <Plural value={memory_count} one="# memory" other="# memories" />
      </span>
      {conversation_count > 0 && (
        <span>
          <Plural value={conversation_count} one="# conversation" other="# conversations" />
        </span>
      )}
      {entry_count > 0 && (
        <span>
          <Plural value={entry_count} one="# value" other="# values" />
        </span>
      )}
      <span>
        <Trans>
          used <When time={last_activity_at} />
        </Trans>
      </span>
      {hasLinks ? <SyncLink projectId={project.id} /> : <SyncChip projectId={project.id} />}
    </small>
  );
}
