/** Memories and entries with what guards them: the review queue and the inbox of conflicts, wired together. */
import { createConflicts } from '../conflicts.ts';
import { createEntries } from '../entries.ts';
import { createMemories } from '../memories.ts';
import type { MemoryWriterDependencies } from '../memories/writing.ts';
import { createReviews } from '../review.ts';
import type { Services } from '../services.ts';
import { reviewedEntries } from './entries.ts';

export function createReviewed(
  dependencies: MemoryWriterDependencies,
): Pick<Services, 'memories' | 'entries' | 'reviews' | 'conflicts'> {
  const entries = createEntries(dependencies);
  return {
    memories: createMemories(dependencies),
    entries: reviewedEntries(entries, dependencies),
    reviews: createReviews({ ...dependencies, entries }),
    conflicts: createConflicts(dependencies),
  };
}
