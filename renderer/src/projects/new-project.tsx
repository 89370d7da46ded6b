/** Creates a project. */
import { useState } from 'react';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { goTo } from '../data/route.ts';
import { Dialog, Field } from '../parts/pieces.tsx';

export function NewProject({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = useChange(async () => {
    const project = await client.createProject({ name, description });
    onClose();
    goTo({ page: 'project', projectId: project.id, section: 'documents' });
  });
  return (
    <Dialog title="New project" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), create.mutate(undefined))}>
        <Field label="Name">
          <input value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} />
        </Field>
        <Field label="Description" hint="AI clients read it to know what the project is about.">
          <textarea
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            maxLength={2000}
            rows={3}
          />
        </Field>
        <div className="actions">
          <button type="button" className="secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" disabled={create.isPending}>
            Create project
          </button>
        </div>
      </form>
    </Dialog>
  );
}
