/** What is done with memories at once and can be taken back: deleted, put back, pinned. */
import { plural, t } from '@lingui/core/macro';
import type { Memory } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';

/** The tag that pinned memories have; AI clients see it as any other. */
export const pinTag = 'pinned';

export function useMemoryActions(projectId: string) {
  const { show } = useNotices();
  const back = useChange(async (memories: readonly Memory[]) => {
    for (const { id: memoryId, revision } of memories)
      await client.restoreMemory({ projectId, memoryId, revision });
  });
  const removal = useChange(async (memories: readonly Memory[]) => {
    for (const { id: memoryId } of memories) await client.deleteMemory({ projectId, memoryId });
    const [first] = memories;
    const text =
      memories.length === 1 && first !== undefined
        ? t`Moved “${first.name}” to the trash.`
        : plural(memories.length, {
            one: 'Moved # memory to the trash.',
            other: 'Moved # memories to the trash.',
          });
    show(text, () => back.mutate(memories));
  });
  const pinning = useChange(async ({ id: memoryId, version, tags }: Memory) => {
    const others = tags.filter((tag) => tag !== pinTag);
    const next = others.length === tags.length ? [...tags, pinTag] : others;
    await client.updateMemory({ projectId, memoryId, version, tags: next });
  });
  return {
    remove: (memories: readonly Memory[]) => memories.length > 0 && removal.mutate(memories),
    /** Makes what it says now active again, from the trash or after it was replaced. */
    putBack: (memory: Memory) => back.mutate([memory]),
    togglePin: (memory: Memory) => pinning.mutate(memory),
  };
}
