/** Rejections that can still be taken back: what was proposed is gone once it is rejected, so it is done when the toast is over. */
import { plural } from '@lingui/core/macro';
import type { Review } from '../../../contract/index.ts';
import { useReadAgain } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Registry, useRegistered } from '../data/registry.ts';
import { useNotices } from '../parts/notices.tsx';

/** As long as the toast with “Undo” is there. */
const waitMs = 15_000;

/** Outlives the screen; a window that is closed meanwhile leaves the writes waiting as they were. */
const rejecting = new Registry<Review>();

/** @returns which writes are about to be rejected, and a way to reject more */
export function useRejecting() {
  const { show, showError } = useNotices();
  const readAgain = useReadAgain();
  const leaving = useRegistered(rejecting);
  const reject = (reviews: readonly Review[]) => {
    if (reviews.length === 0) return;
    const takeBack = reviews.map((review) => rejecting.add(review));
    const letGo = () => takeBack.forEach((back) => back());
    const timer = setTimeout(() => {
      send(reviews).catch(showError).then(readAgain).finally(letGo).catch(showError);
    }, waitMs);
    const text = plural(reviews.length, { one: 'Rejected # write.', other: 'Rejected # writes.' });
    show(text, () => (clearTimeout(timer), letGo()));
  };
  return { leaving: new Set(leaving.map(({ id }) => id)), reject };
}

async function send(reviews: readonly Review[]): Promise<void> {
  for (const [projectId, ids] of byProject(reviews))
    await client.decideReviews({ projectId, decision: 'reject', review_ids: ids });
}

/** Ids by project, since each project decides its own. */
export function byProject(reviews: readonly Review[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { project_id, id } of reviews) found.set(project_id, [...(found.get(project_id) ?? []), id]);
  return found;
}
