/** Changes what a project is called and what it is about. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { useNotices } from '../parts/notices.tsx';
import { ProjectFields } from './project-fields.tsx';

export function RenameProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const before = { name: project.name, description: project.description };
  const [words, setWords] = useState(before);
  const back = useChange(() => client.updateProject({ projectId: project.id, ...before }));
  const save = useChange(
    async () => {
      await client.updateProject({ projectId: project.id, ...words });
      show(t`Saved “${words.name}”.`, () => back.mutate(undefined));
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Rename or describe`} submit={t`Save`} change={save} onClose={onClose}>
      <ProjectFields words={words} onChange={setWords} />
    </FormDialog>
  );
}
