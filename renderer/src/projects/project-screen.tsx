/** One project: its name and its sections. */
import { useState } from 'react';
import { client } from '../data/client.ts';
import { useChange, useProjects } from '../data/queries.ts';
import { goTo, hashOf, type Section } from '../data/route.ts';
import { DocumentsSection } from '../documents/documents-section.tsx';
import { KeysSection } from '../keys/keys-section.tsx';
import { MemoriesSection } from '../memories/memories-section.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Dialog, Field, Skeleton } from '../parts/pieces.tsx';

const titles: Record<Section, string> = {
  documents: 'Documents',
  memories: 'Memories',
  servers: 'MCP Servers',
};

export function ProjectScreen({ projectId, section }: { projectId: string; section: Section }) {
  const projects = useProjects();
  const project = projects.data?.find(({ id }) => id === projectId);
  const [editing, setEditing] = useState(false);
  const { show } = useNotices();
  const restore = useChange(() => client.restoreProject({ projectId }));
  const remove = useChange(async () => {
    await client.deleteProject({ projectId });
    show(`Deleted ${project?.name ?? 'the project'}. Its files stay in the drive.`, () =>
      restore.mutate(undefined),
    );
    goTo({ page: 'home' });
  });
  if (projects.isPending) return <Skeleton />;
  if (project === undefined)
    return <p className="problem">There is no such project. It may have been deleted.</p>;
  return (
    <>
      <header>
        <div>
          <h1>{project.name}</h1>
          {project.description !== '' && <p className="quiet">{project.description}</p>}
        </div>
        <div className="actions">
          <button type="button" className="secondary" onClick={() => setEditing(true)}>
            Edit
          </button>
          <button
            type="button"
            className="secondary"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          >
            Delete
          </button>
        </div>
      </header>
      <nav className="tabs" aria-label="Sections of the project">
        {(Object.keys(titles) as Section[]).map((one) => (
          <a
            key={one}
            href={hashOf({ page: 'project', projectId, section: one })}
            aria-current={one === section ? 'page' : undefined}
          >
            {titles[one]}
          </a>
        ))}
      </nav>
      {section === 'documents' && <DocumentsSection projectId={projectId} />}
      {section === 'memories' && <MemoriesSection projectId={projectId} />}
      {section === 'servers' && <KeysSection projectId={projectId} />}
      {editing && <EditProject projectId={projectId} before={project} onClose={() => setEditing(false)} />}
    </>
  );
}

function EditProject({
  projectId,
  before,
  onClose,
}: {
  projectId: string;
  before: { name: string; description: string };
  onClose: () => void;
}) {
  const [name, setName] = useState(before.name);
  const [description, setDescription] = useState(before.description);
  const save = useChange(async () => {
    await client.updateProject({ projectId, name, description });
    onClose();
  });
  return (
    <Dialog title="Edit project" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), save.mutate(undefined))}>
        <Field label="Name">
          <input value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} />
        </Field>
        <Field label="Description">
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
          <button type="submit" disabled={save.isPending}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
