/** Every project with its counts. */
import { useProjects } from '../data/queries.ts';
import { hashOf } from '../data/route.ts';
import { ListState } from '../parts/pieces.tsx';

export function HomeScreen() {
  const projects = useProjects();
  return (
    <>
      <header>
        <h1>Projects</h1>
      </header>
      <ListState
        query={projects}
        empty={
          <p>
            A project keeps documents and memories that belong together. Create the first one with “New
            project”.
          </p>
        }
      >
        <ul className="cards">
          {projects.data?.map(({ id, name, description, document_count, memory_count }) => (
            <li key={id}>
              <a href={hashOf({ page: 'project', projectId: id, section: 'documents' })}>
                <strong>{name}</strong>
                <span>{description === '' ? 'No description' : description}</span>
                <small>
                  {document_count} documents · {memory_count} memories
                </small>
              </a>
            </li>
          ))}
        </ul>
      </ListState>
    </>
  );
}
