/** What can be done with a project, from its card and from its head. */
import { useLingui } from '@lingui/react/macro';
import { Archive, Link2, PencilLine, PlugZap, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { goTo } from '../data/route.ts';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { writeFilters } from '../search/filters.ts';
import { DeleteProject } from './delete-project.tsx';
import { RenameProject } from './rename-project.tsx';

export function ProjectMenu({ project }: { project: Project }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const close = () => setOpen(undefined);
  const { id, name } = project;
  const restore = useChange(() => client.restoreProject({ projectId: id }));
  const archive = useChange(async () => {
    await client.archiveProject({ projectId: id });
    show(t`Archived “${name}”. Clients do not reach it until you restore it.`, () =>
      restore.mutate(undefined),
    );
    goTo({ page: 'home' });
  });
  const copyId = () =>
    void navigator.clipboard.writeText(id).then(
      () => show(t`Copied.`),
      () => show(t`The clipboard was not reached. The project’s ID is ${id}.`),
    );
  return (
    <>
      <MoreMenu
        of={name}
        actions={[
          { label: t`Rename or describe`, icon: PencilLine, onSelect: () => setOpen('rename') },
          {
            label: t`Search in it`,
            icon: Search,
            onSelect: () => goTo({ page: 'search', query: '', filters: writeFilters({ project: id }) }),
          },
          {
            label: t`Connect an AI client`,
            icon: PlugZap,
            onSelect: () => goTo({ page: 'project', projectId: id, section: 'servers' }),
          },
          { label: t`Copy project ID`, icon: Link2, onSelect: copyId },
          'separator',
          { label: t`Archive project`, icon: Archive, onSelect: () => archive.mutate(undefined) },
          { label: t`Delete project`, icon: Trash2, isDanger: true, onSelect: () => setOpen('delete') },
        ]}
      />
      {open === 'rename' && <RenameProject project={project} onClose={close} />}
      {open === 'delete' && <DeleteProject project={project} onClose={close} />}
    </>
  );
}
