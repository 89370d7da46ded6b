/** The projects and the other places of the page. */
import { useState } from 'react';
import { useProjects } from '../data/queries.ts';
import { hashOf, useRoute } from '../data/route.ts';
import { NewProject } from './new-project.tsx';

export function Sidebar() {
  const route = useRoute();
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  const inDrive = route.page === 'drive' || route.page === 'trash';
  return (
    <nav aria-label="Keepsake">
      <a className="brand" href="#/">
        Keepsake
      </a>
      <div className="places">
        <Place href="#/" label="Projects" isCurrent={route.page === 'home'} />
        <Place
          href={hashOf({ page: 'search', query: '' })}
          label="Search"
          isCurrent={route.page === 'search'}
        />
        <Place href={hashOf({ page: 'drive', folderId: undefined })} label="Drive" isCurrent={inDrive} />
      </div>
      <div className="projects">
        <h2>Your projects</h2>
        {projects.items.map(({ id, name }) => (
          <Place
            key={id}
            href={hashOf({ page: 'project', projectId: id, section: 'documents' })}
            label={name}
            isCurrent={route.page === 'project' && route.projectId === id}
          />
        ))}
        {projects.hasMore && (
          <button type="button" className="link" onClick={projects.loadMore}>
            Show more
          </button>
        )}
        <button type="button" className="secondary" onClick={() => setCreating(true)}>
          New project
        </button>
      </div>
      {creating && <NewProject onClose={() => setCreating(false)} />}
    </nav>
  );
}

function Place({ href, label, isCurrent }: { href: string; label: string; isCurrent: boolean }) {
  return (
    <a
      href={href}
      title={label.length > 24 ? label : undefined}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {label}
    </a>
  );
}
