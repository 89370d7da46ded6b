/** The projects and the other places of the page. */
import { useState } from 'react';
import { useProjects } from '../data/queries.ts';
import { hashOf, useRoute } from '../data/route.ts';
import { NewProject } from './new-project.tsx';

export function Sidebar() {
  const route = useRoute();
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  return (
    <nav aria-label="Keepsake">
      <a className="brand" href="#/">
        Keepsake
      </a>
      <a href={hashOf({ page: 'search' })} aria-current={route.page === 'search' ? 'page' : undefined}>
        Search
      </a>
      <a
        href={hashOf({ page: 'drive', folderId: undefined })}
        aria-current={route.page === 'drive' ? 'page' : undefined}
      >
        Drive
      </a>
      <h2>Projects</h2>
      {projects.data?.map(({ id, name }) => (
        <a
          key={id}
          href={hashOf({ page: 'project', projectId: id, section: 'documents' })}
          aria-current={route.page === 'project' && route.projectId === id ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
      <button type="button" className="secondary" onClick={() => setCreating(true)}>
        New project
      </button>
      {creating && <NewProject onClose={() => setCreating(false)} />}
    </nav>
  );
}
