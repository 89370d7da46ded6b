/** Asks before a linked project is removed from this computer: what stays where, and what is refused. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { useNotices } from '../parts/notices.tsx';

interface RemoveProjectDialogProps {
  readonly project: Project;
  readonly host: string;
  readonly onClose: () => void;
}

export function RemoveProjectDialog({ project, host, onClose }: RemoveProjectDialogProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { id: projectId, name } = project;
  const remove = useChange(
    async () => {
      await client.unlinkProject({ projectId, copy: 'remove' });
      show(t`“${name}” is on the server alone now. “Bring here” brings it back.`);
      onClose();
    },
    { inDialog: true },
  );
  return (
    <AlertDialog
      title={t`Remove “${name}” from this computer?`}
      submit={t`Remove`}
      change={remove}
      onClose={onClose}
    >
      <p>
        <Trans>
          Everything of it stays at {host}, from where it can be brought back. Nothing is removed unless the
          server shows that it has all of it.
        </Trans>
      </p>
      <p>
        <Trans>
          AI clients of this computer no longer reach it. Its snapshots and the backups of it on this computer
          go; files stay in the drive.
        </Trans>
      </p>
    </AlertDialog>
  );
}
