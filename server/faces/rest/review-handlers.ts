/** The operations of reviews and conflicts. */
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

type ReviewOperation =
  | 'countReviews'
  | 'getReviewSettings'
  | 'setReviewSettings'
  | 'setKeyReview'
  | 'getKeyReview'
  | 'listReviews'
  | 'getReview'
  | 'approveReview'
  | 'rejectReview'
  | 'decideReviews'
  | 'rollbackKey'
  | 'listConflicts'
  | 'getConflict'
  | 'resolveConflict';

export function createReviewHandlers({ reviews, conflicts }: Services): Pick<Handlers, ReviewOperation> {
  return {
    countReviews: ({ caller }) => reviews.count(caller),
    getReviewSettings: ({ caller, input }) => reviews.settings(caller, input),
    setReviewSettings: ({ call, input }) => reviews.set(call, input),
    setKeyReview: ({ call, input }) => reviews.setKey(call, input),
    getKeyReview: ({ caller, input }) => reviews.keySettings(caller, input),
    listReviews: ({ caller, input }) => reviews.list(caller, input),
    getReview: ({ caller, input }) => reviews.get(caller, input),
    approveReview: ({ call, input }) => reviews.approve(call, input),
    rejectReview: ({ call, input }) => reviews.reject(call, input),
    decideReviews: ({ call, input }) => reviews.decide(call, input),
    rollbackKey: ({ call, input }) => reviews.rollback(call, input),
    listConflicts: ({ caller, input }) => conflicts.list(caller, input),
    getConflict: ({ caller, input }) => conflicts.get(caller, input),
    resolveConflict: ({ call, input }) => conflicts.resolve(call, input),
  };
}
