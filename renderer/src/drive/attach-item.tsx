/** Adds a file, or a folder with what it holds and will hold, to a project, whose AI clients then find it. */
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useProjects } from '../data/queries.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';

export function AttachItem({ item, onClose }: { item: Item; onClose: () => void }) {
  const projects = useProjects();
  const { show } = useNotices();
  const [chosen, setChosen] = useState<string>();
  const project = projects.items.find(({ id }) => id === chosen) ?? projects.items[0];
  const attach = useChange(
    async () => {
      if (project === undefined) return;
      await client.addDocuments({ projectId: project.id, item_ids: [item.id] });
      show(`Added “${item.name}” to ${project.name}.`);
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={`Add “${item.name}” to a project`} submit="Add" change={attach} onClose={onClose}>
      <ListState list={projects} empty={<p>There are no projects yet. Create one first.</p>}>
        <fieldset className="choices">
          <legend className="unseen">Project</legend>
          {projects.items.map(({ id, name }) => (
            <label key={id}>
              <input
                type="radio"
                name="project"
                checked={id === project?.id}
                onChange={() => setChosen(id)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </ListState>
    </FormDialog>
  );
}
