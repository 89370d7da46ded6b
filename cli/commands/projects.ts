/** `keepsake project`. */
import { setTimeout } from 'node:timers/promises';
import type { Output } from '../output.ts';
import { allProjects, findProject, openSession } from '../session.ts';

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

const pollMs = 300;

export async function reindex(wanted: string | undefined, output: Output): Promise<void> {
  const { client } = await openSession();
  const { id: projectId, name } = await findProject(client, wanted);
  let state = await client.reindexProject({ projectId });
  const bar = output.progress(`indexing ${name} anew`);
  while (state.status === 'reindexing') {
    bar.update(state.done, state.total);
    await setTimeout(pollMs);
    state = await client.getIndexState({ projectId });
  }
  bar.end();
  output.result(state, [`Indexed ${name} anew: ${state.done} memories, conversations and documents.`]);
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
