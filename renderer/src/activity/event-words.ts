/** What an event was, in words. */
import { t } from '@lingui/core/macro';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';

/** Such as “Searched” or “Changed a memory”; an action this page does not know is named as it is. */
export function deedOf({ action }: Pick<ActivityEvent, 'action'>): string {
  return wordsOf[action]?.() ?? action.replaceAll('_', ' ');
}

const wordsOf: Readonly<Record<string, () => string>> = {
  search: () => t`Searched`,
  fetch: () => t`Read`,
  list_memories: () => t`Listed memories`,
  list_documents: () => t`Listed documents`,
  kv_list: () => t`Listed values`,
  kv_get: () => t`Read a value`,
  query_table: () => t`Asked a table`,
  add_memory: () => t`Wrote a memory`,
  change_memory: () => t`Changed a memory`,
  delete_memory: () => t`Deleted a memory`,
  add_entry: () => t`Wrote a value`,
  change_entry: () => t`Changed a value`,
  delete_entry: () => t`Removed a value`,
  add_document: () => t`Added a document`,
  change_document: () => t`Changed a document`,
  delete_document: () => t`Removed a document`,
  add_conversation: () => t`Began a conversation`,
  change_conversation: () => t`Changed a conversation`,
  add_message: () => t`Added to a conversation`,
  add_item: () => t`Added a file`,
  change_item: () => t`Changed a file`,
  delete_item: () => t`Deleted a file`,
  add_comment: () => t`Commented on a file`,
  add_favourite: () => t`Made a file a favourite`,
  add_project: () => t`Created a project`,
  change_project: () => t`Changed a project`,
  delete_project: () => t`Deleted a project`,
  add_key: () => t`Created a key`,
  change_key: () => t`Changed a key`,
  delete_key: () => t`Revoked a key`,
};
