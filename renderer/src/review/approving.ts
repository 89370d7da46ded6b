/** Approving: one write with its way back, or many at once. */
import { plural, t } from '@lingui/core/macro';
import { KeepsakeError, type Review } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';
import { byProject } from './rejecting.ts';

export function useApproving() {
  const { show, showError } = useNotices();
  const undo = useChange((back: () => Promise<unknown>) => back());
  return useChange(async (reviews: readonly Review[]) => {
    const [first] = reviews;
    if (reviews.length === 1 && first !== undefined) {
      await client.approveReview({ projectId: first.project_id, reviewId: first.id });
      const back = wayBack(first);
      show(t`Approved. AI clients are given it from now on.`, back && (() => undo.mutate(back)));
      return;
    }
    let decided = 0;
    for (const [projectId, review_ids] of byProject(reviews)) {
      const answer = await client.decideReviews({ projectId, decision: 'approve', review_ids });
      decided += answer.decided;
      const [failed] = answer.failed;
      if (failed !== undefined) showError(new KeepsakeError('VERSION_CONFLICT', failed.message));
    }
    show(plural(decided, { one: 'Approved # write.', other: 'Approved # writes.' }));
  });
}

/** What puts a memory back as it was before its approval; nothing for values, whose history does that. */
function wayBack({ project_id: projectId, memory_id: memoryId, action, current }: Review) {
  if (memoryId === undefined) return undefined;
  if (current !== undefined)
    return () => client.restoreMemory({ projectId, memoryId, revision: current.revision });
  return action === 'add' ? () => client.deleteMemory({ projectId, memoryId }) : undefined;
}
