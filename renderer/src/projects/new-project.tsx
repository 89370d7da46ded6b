/** Creates a project. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { goTo } from '../data/route.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ProjectFields } from './project-fields.tsx';

export function NewProject({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [words, setWords] = useState({ name: '', description: '' });
  const create = useChange(
    async () => {
      const project = await client.createProject(words);
      onClose();
      goTo({ page: 'project', projectId: project.id, section: 'documents' });
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Create Project`} submit={t`Create`} change={create} onClose={onClose}>
      <ProjectFields words={words} onChange={setWords} />
    </FormDialog>
  );
}
