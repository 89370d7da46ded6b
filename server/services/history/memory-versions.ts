/** A memory's revisions with what each said, for the tool that shows them to a model. */
import type { Memory } from '../../../contract/index.ts';
import type { Store, StoredRevision } from '../../store/store.ts';
import { projectScope, type Caller } from '../caller.ts';
import { memoryNotFound, type MemoryPayload } from '../memories/record.ts';
import { viewRevision } from '../history.ts';

export interface MemoryVersions {
  /** Newest first. @throws KeepsakeError NOT_FOUND */
  versions(
    caller: Caller,
    input: { projectId: string; memoryId: string; limit: number },
  ): Promise<MemoryVersion[]>;
}

export type MemoryVersion = ReturnType<typeof viewRevision> & Pick<Memory, 'content'>;

export function createMemoryVersions({ store }: { store: Store }): MemoryVersions {
  return {
    async versions(caller, { projectId, memoryId, limit }) {
      const scope = await projectScope(store, caller, projectId);
      const revisions = await store.revisions(scope, 'memory', memoryId, limit);
      if (revisions.length === 0) throw memoryNotFound(memoryId);
      return revisions.map(viewVersion);
    },
  };
}

function viewVersion(revision: StoredRevision): MemoryVersion {
  const { content } = revision.payload as unknown as MemoryPayload;
  return { ...viewRevision(revision), content };
}
