/** Every project with its counts. */
import { useState } from 'react';
import { useProjects } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { ListState } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { count } from '../parts/words.tsx';
import { NewProject } from './new-project.tsx';

export function HomeScreen() {
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  useTitle('Projects');
  return (
    <>
      <header>
        <h1>Projects</h1>
        {/* On a wide window the button stands beside the list of projects. */}
        <button type="button" className="narrow" onClick={() => setCreating(true)}>
          New project
        </button>
      </header>
      {creating && <NewProject onClose={() => setCreating(false)} />}
      <ListState
        list={projects}
        empty={
          <>
            <strong>No projects yet</strong>
            <p>
              A project keeps documents and memories that belong together; each AI client sees only the
              projects its key is for. Begin with “New project”.
            </p>
          </>
        }
      >
        <ul className="cards">
          {projects.items.map(({ id, name, description, document_count, memory_count }) => (
            <li key={id}>
              <a href={hashOf({ page: 'project', projectId: id, section: 'documents' })}>
                <strong>{name}</strong>
                {description !== '' && <span>{description}</span>}
                <small>
                  {count(document_count, 'document')} · {count(memory_count, 'memory', 'memories')}
                </small>
              </a>
            </li>
          ))}
        </ul>
      </ListState>
    </>
  );
}
