/** Projects that were archived or deleted, folded away below the others, each with its way back. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArchiveRestore } from 'lucide-react';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { useNotices } from '../parts/notices.tsx';
import { When } from '../parts/words.tsx';
import { usePutAway } from './queries.ts';

export function PutAway() {
  const archived = usePutAway('archived');
  const deleted = usePutAway('deleted');
  const count = archived.items.length + deleted.items.length;
  if (count === 0) return null;
  return (
    <details className="put-away">
      <summary>
        <Trans>Archived and deleted ({count})</Trans>
      </summary>
      <ul className="rows">
        {[...archived.items, ...deleted.items].map((project) => (
          <PutAwayRow key={project.id} project={project} />
        ))}
      </ul>
    </details>
  );
}

function PutAwayRow({ project }: { project: Project }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const restore = useChange(async () => {
    await client.restoreProject({ projectId: project.id });
    show(t`Restored “${project.name}”.`);
  });
  return (
    <li>
      <div className="row-text">
        <strong dir="auto">{project.name}</strong>
        <small>
          {project.status === 'archived' ? <Trans>Archived</Trans> : <Trans>Deleted</Trans>}{' '}
          <When time={project.updated_at} />
        </small>
      </div>
      <Button
        icon={ArchiveRestore}
        aria-label={t`Restore “${project.name}”`}
        isBusy={restore.isPending}
        onClick={() => restore.mutate(undefined)}
      >
        <Trans>Restore</Trans>
      </Button>
    </li>
  );
}
