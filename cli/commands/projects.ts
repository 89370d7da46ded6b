/** `keepsake project`. */
import type { Output } from '../output.ts';
import { allProjects, openSession } from '../session.ts';

export interface CreateProjectOptions {
  description?: string;
}

export async function listProjects(output: Output): Promise<void> {
  const { client } = await openSession();
  const projects = await allProjects(client);
  const lines = projects.map(
    ({ id, name, document_count, memory_count }) =>
      `${id}  ${name}  (${document_count} documents, ${memory_count} memories)`,
  );
  output.result(
    projects,
    lines.length === 0 ? ['No projects yet. Create one with `keepsake project create NAME`.'] : lines,
  );
}

export async function createProject(
  name: string,
  options: CreateProjectOptions,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  const project = await client.createProject({ name, description: options.description ?? '' });
  output.result(project, [`Created ${project.name} (${project.id}).`]);
}
