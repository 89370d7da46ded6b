/** One project: its name and its sections. */
import { useState } from 'react';
import { client } from '../data/client.ts';
import { useChange, useProjects } from '../data/queries.ts';
import { goTo, hashOf, type Section } from '../data/route.ts';
import { DocumentsSection } from '../documents/documents-section.tsx';
import { KeysSection } from '../keys/keys-section.tsx';
import { MemoriesSection } from '../memories/memories-section.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Failure, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useTitle } from '../parts/title.ts';
import { ProjectFields, type ProjectWords } from './project-fields.tsx';

const titles: Record<Section, string> = {
  documents: 'Documents',
  memories: 'Memories',
  servers: 'MCP Servers',
};

export function ProjectScreen({ projectId, section }: { projectId: string; section: Section }) {
  const projects = useProjects();
  const project = projects.items.find(({ id }) => id === projectId);
  useTitle(project === undefined ? titles[section] : `${project.name}: ${titles[section]}`);
  if (projects.isPending) return <Skeleton />;
  if (projects.error !== null) return <Failure error={projects.error} retry={projects.retry} />;
  if (project === undefined) return <NoProject />;
  return (
    <>
      <ProjectHeader projectId={projectId} project={project} />
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
    </>
  );
}

function ProjectHeader({ projectId, project }: { projectId: string; project: ProjectWords }) {
  const [editing, setEditing] = useState(false);
  const { show } = useNotices();
  const restore = useChange(() => client.restoreProject({ projectId }));
  const remove = useChange(async () => {
    await client.deleteProject({ projectId });
    show(`Deleted “${project.name}”. Its files stay in the drive.`, () => restore.mutate(undefined));
    goTo({ page: 'home' });
  });
  return (
    <header>
      <div className="heading">
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
      {editing && <EditProject projectId={projectId} before={project} onClose={() => setEditing(false)} />}
    </header>
  );
}

function NoProject() {
  return (
    <>
      <header>
        <h1>No such project</h1>
      </header>
      <div className="empty">
        <p>It may have been deleted. Your other projects are where they were.</p>
        <a className="button secondary" href="#/">
          All projects
        </a>
      </div>
    </>
  );
}

function EditProject({
  projectId,
  before,
  onClose,
}: {
  projectId: string;
  before: ProjectWords;
  onClose: () => void;
}) {
  const [words, setWords] = useState({ name: before.name, description: before.description });
  const save = useChange(
    async () => {
      await client.updateProject({ projectId, ...words });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title="Edit project" submit="Save" change={save} onClose={onClose}>
      <ProjectFields words={words} onChange={setWords} />
    </FormDialog>
  );
}
