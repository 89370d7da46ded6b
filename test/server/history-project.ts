/** A project whose history is tested, in few words. */
import type { TestServer } from './running.ts';

export async function newProject({ owner }: TestServer, name: string) {
  const { id: projectId } = await owner.createProject({ name });
  return {
    projectId,
    remember: (content: string, branch?: string) => owner.addMemory({ projectId, content, branch }),
    change: (memoryId: string, content: string, branch?: string) =>
      owner.updateMemory({ projectId, memoryId, content, branch }),
    forget: (memoryId: string, branch?: string) => owner.deleteMemory({ projectId, memoryId, branch }),
    set: (key: string, value: unknown, branch?: string) =>
      owner.setEntry({ projectId, namespace: 'app', key, value, branch }),
    value: async (key: string, branch?: string) =>
      (await owner.getEntry({ projectId, namespace: 'app', key, branch })).value,
    contents: async (branch?: string) =>
      (await owner.listMemories({ projectId, branch, page_size: 100 })).items
        .map(({ content }) => content)
        .sort(),
    found: async (query: string) =>
      (await owner.search({ query, project_ids: [projectId] })).results.map(({ text }) => text),
    head: async () => (await owner.listChanges({ projectId })).head,
  };
}
