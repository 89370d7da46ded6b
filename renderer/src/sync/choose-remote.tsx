/** Links a project of this computer: to a new one on the server, or to one that is there, whose records it meets. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { Select } from '../parts/select.tsx';
import { useRemoteProjects } from './queries.ts';
import { hostOf } from './state-words.ts';

interface ChooseRemoteProps {
  readonly project: Project;
  readonly link: SyncState;
  readonly onClose: () => void;
}

export function ChooseRemote({ project, link, onClose }: ChooseRemoteProps) {
  const { t } = useLingui();
  const remote = useRemoteProjects(link.id);
  const [to, setTo] = useState('create');
  const host = hostOf(link.url);
  const choose = useChange(
    async () => {
      await client.linkProject({ projectId: project.id, link_id: link.id, remote: to });
      onClose();
    },
    { inDialog: true },
  );
  const free = (remote.data ?? []).filter(({ project_id }) => project_id === null);
  return (
    <FormDialog title={t`Link “${project.name}”`} submit={t`Link`} change={choose} onClose={onClose}>
      <Select
        label={t`Kept on ${host} in`}
        value={to}
        options={[
          { value: 'create', label: t`a new project` },
          ...free.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={setTo}
      />
      <p className="quiet">
        {to === 'create' ? (
          <Trans>Memories, values and conversations are sent; the project stays here as it is.</Trans>
        ) : (
          <Trans>
            What both hold is joined: nothing of either side is lost, and what differs in the same place is
            shown under Conflicts.
          </Trans>
        )}
      </p>
    </FormDialog>
  );
}
