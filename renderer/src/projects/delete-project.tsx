/** Deletes a project, and says before what goes and what stays. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { goTo } from '../data/route.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { useNotices } from '../parts/notices.tsx';

export function DeleteProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const restore = useChange(() => client.restoreProject({ projectId: project.id }));
  const remove = useChange(
    async () => {
      await client.deleteProject({ projectId: project.id });
      show(t`Deleted “${project.name}”. Its files stay in the drive.`, () => restore.mutate(undefined));
      onClose();
      goTo({ page: 'home' });
    },
    { inDialog: true },
  );
  return (
    <AlertDialog
      title={t`Delete “${project.name}”?`}
      submit={t`Delete project`}
      change={remove}
      onClose={onClose}
    >
      <p>
        <Trans>Every AI client with a key for this project is refused from its next request on.</Trans>
      </p>
      <p>
        <Trans>What stays: the files of the drive, and the keys for other projects.</Trans>
      </p>
    </AlertDialog>
  );
}
