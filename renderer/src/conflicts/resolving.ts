/** Resolving a conflict, and the way back: memories that were replaced are made active again. */
import { t } from '@lingui/core/macro';
import type { Conflict } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';

export type Side = Conflict['sides'][number];

interface Wish {
  readonly resolution: 'keep' | 'both' | 'edit';
  /** With `keep` and `edit`: the memory or document that stays. */
  readonly keep?: string;
  readonly content?: string;
}

/** The id of the memory or document of a side. */
export function idOfSide({ memory, document }: Side): string {
  return memory?.id ?? document?.id ?? '';
}

export function useResolving(conflict: Conflict, options: { inDialog?: boolean } = {}) {
  const { show } = useNotices();
  const { project_id: projectId, id: conflictId, sides } = conflict;
  const undo = useChange(async (revisions: readonly { memoryId: string; revision: string }[]) => {
    for (const one of revisions) await client.restoreMemory({ projectId, ...one });
  });
  return useChange(async (wish: Wish) => {
    await client.resolveConflict({ projectId, conflictId, ...wish });
    if (wish.resolution === 'both') return show(t`Both stay, and are not asked about again.`);
    const changed = sides.flatMap(({ memory }) => {
      const stays = wish.resolution === 'keep' && memory?.id === wish.keep;
      return memory === undefined || stays ? [] : [{ memoryId: memory.id, revision: memory.revision }];
    });
    return show(t`Resolved. AI clients are given one of the two.`, () => undo.mutate(changed));
  }, options);
}
