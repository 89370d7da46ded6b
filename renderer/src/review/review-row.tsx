/** One write that waits, in the list: what it would do, who wrote it, where. */
import { TriangleAlert } from 'lucide-react';
import { useLingui } from '@lingui/react/macro';
import type { Review } from '../../../contract/index.ts';
import { When, writerInWords } from '../parts/words.tsx';

/** The title of what is written: a memory's, or where a value stands. */
export function subjectOf({ proposed, current, namespace, key, id }: Review): string {
  return proposed?.name ?? current?.name ?? (key === undefined ? id : `${namespace ?? ''}/${key}`);
}

/** What a write would do, in a word or two. */
export function useActionWords(): Record<Review['action'], string> {
  const { t } = useLingui();
  return {
    add: t`New memory`,
    update: t`Change`,
    delete: t`Deletion`,
    restore: t`Restoration`,
    set: t`Value`,
    increment: t`Increment`,
    append: t`Addition to a value`,
  };
}

export function ReviewRow({ review, project }: { review: Review; project: string }) {
  const { t } = useLingui();
  const words = useActionWords();
  return (
    <div className="memory-row">
      <span className="memory-name" dir="auto">
        {review.flags.length > 0 && (
          <TriangleAlert size={12} className="warning-mark" aria-label={t`Flagged`} />
        )}
        <strong>{subjectOf(review)}</strong>
      </span>
      <small className="memory-when">
        <When time={review.created_at} />
      </small>
      <small className="memory-excerpt">
        {words[review.action]} · {writerInWords(review.written_by)}
      </small>
      <small className="memory-tags">{project}</small>
    </div>
  );
}
