/** What an event of the audit log was, in words. */
import { t } from '@lingui/core/macro';
import type { AuditEvent } from '../../../contract/operations/audit.ts';
import { deedOf } from '../activity/event-words.ts';

/** Such as “Invited somebody”; an action this page does not know is named as it is. */
export function auditInWords({ action, targets }: Pick<AuditEvent, 'action' | 'targets'>): string {
  const status = targets[0]?.status ?? '';
  return (wordsOf[`${action} ${status}`] ?? wordsOf[action])?.() ?? deedOf({ action });
}

/** What the log is narrowed by: actions that a person or a client may have done. */
export function actionOptions() {
  return filtered
    .map((value) => ({ value, label: auditInWords({ action: value, targets: [] }) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
}

/** By action, and by action and status where that says more. */
const wordsOf: Readonly<Record<string, () => string>> = {
  'change_account suspended': () => t`Suspended the account`,
  'change_account closing': () => t`Began to delete the account permanently`,
  add_account_entry: () => t`Made an account`,
  add_account: () => t`Named the account or set its limits`,
  change_account: () => t`Changed the account`,
  add_member: () => t`Joined`,
  change_member: () => t`Changed a member`,
  delete_member: () => t`Removed a member`,
  add_invitation: () => t`Invited somebody`,
  'change_invitation accepted': () => t`Accepted an invitation`,
  'change_invitation withdrawn': () => t`Withdrew an invitation`,
  change_invitation: () => t`Ended an invitation`,
  add_token: () => t`Made a token`,
  change_token: () => t`Changed a token`,
  delete_token: () => t`Revoked a token`,
  add_member_session: () => t`Signed in`,
  change_member_session: () => t`Signed out`,
  add_page_session: () => t`Signed in`,
  change_page_session: () => t`Signed out`,
  delete_page_session: () => t`Signed out`,
  add_settings: () => t`Changed settings`,
  change_settings: () => t`Changed settings`,
  add_key_review: () => t`Changed what is held for review`,
  change_key_review: () => t`Changed what is held for review`,
  add_review_settings: () => t`Changed what is held for review`,
  change_review_settings: () => t`Changed what is held for review`,
  add_reindexing: () => t`Had an index made anew`,
  change_reindexing: () => t`Had an index made anew`,
  add_erasure: () => t`Deleted something permanently`,
  add_backup_settings: () => t`Set up backups`,
  change_backup_settings: () => t`Changed the settings of backups`,
  add_device: () => t`Linked a computer`,
  change_device: () => t`Changed a linked computer`,
  add_link: () => t`Linked this computer to a server`,
  change_link: () => t`Changed the link to a server`,
  add_attachment: () => t`Attached a file to a project`,
  change_attachment: () => t`Changed how a file is attached`,
  delete_attachment: () => t`Detached a file from a project`,
  add_version: () => t`Wrote a version of a file`,
  add_attributes: () => t`Gave a file attributes`,
  change_attributes: () => t`Changed attributes of a file`,
  change_comment: () => t`Edited a comment on a file`,
  delete_comment: () => t`Deleted a comment on a file`,
  delete_favourite: () => t`Made a file no favourite any more`,
  export_everything: () => t`Exported everything`,
  export_project: () => t`Exported a project`,
  export_audit: () => t`Exported the audit log`,
};

const filtered = [
  'add_member',
  'change_member',
  'delete_member',
  'add_invitation',
  'add_token',
  'delete_token',
  'add_member_session',
  'add_key',
  'change_key',
  'delete_key',
  'add_project',
  'change_project',
  'delete_project',
  'add_item',
  'change_item',
  'delete_item',
  'add_attachment',
  'add_erasure',
  'change_account',
  'add_account_entry',
  'export_everything',
  'export_project',
  'export_audit',
];
