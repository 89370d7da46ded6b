/** Conversations under review: messages have dense positions and cannot wait, so a key under review does not write them. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import { projectScope, type Call } from '../caller.ts';
import type { Conversations } from '../conversations.ts';
import { needsReview } from './settings.ts';

/** @throws KeepsakeError FORBIDDEN for a key under review, from every method that writes */
export function reviewedConversations(conversations: Conversations, store: Store): Conversations {
  async function assertUnreviewed({ caller }: Call, project: string): Promise<void> {
    const scope = await projectScope(store, caller, project);
    if (!(await needsReview(store, scope, caller))) return;
    throw new KeepsakeError(
      'FORBIDDEN',
      'What this key writes waits for a person first, and messages of conversations cannot wait. Write down what matters as a memory, or ask for the review to be turned off for this key.',
    );
  }

  return {
    ...conversations,
    async create(call, input) {
      await assertUnreviewed(call, input.projectId);
      return conversations.create(call, input);
    },
    /** A title and a summary are read by others as messages are. */
    async update(call, input) {
      await assertUnreviewed(call, input.projectId);
      return conversations.update(call, input);
    },
    async remove(call, input) {
      await assertUnreviewed(call, input.projectId);
      return conversations.remove(call, input);
    },
    async append(call, input) {
      await assertUnreviewed(call, input.projectId);
      return conversations.append(call, input);
    },
  };
}
