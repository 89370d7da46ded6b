/** What a receipt says: ids, counts, and in plain words what stays and what this server could not reach. */
import type { ErasedTarget, Receipt } from '../../../contract/index.ts';
import type { CommitAuthor } from '../../store/store.ts';
import { viewAuthor, viewTime } from '../records.ts';
import type { ErasedInBackups } from './erasures.ts';
import type { Plan } from './plan.ts';

const mostIds = 1_000;

export function writeReceipt(done: {
  id: string;
  account: string;
  target: ErasedTarget;
  requestedBy: CommitAuthor;
  requestedAt: number;
  finishedAt: number;
  plan: Plan;
  backups: ErasedInBackups;
}): Receipt {
  const { target, plan, backups } = done;
  const ids = plan.doomed.map(({ id }) => id);
  return {
    version: 1,
    id: done.id,
    account_id: done.account,
    target,
    requested_by: viewAuthor(done.requestedBy),
    requested_at: viewTime(done.requestedAt),
    finished_at: viewTime(done.finishedAt),
    records: { ...plan.records },
    revisions: plan.revisions,
    contents: { ...plan.contents },
    ids: ids.slice(0, mostIds),
    ids_left_out: Math.max(0, ids.length - mostIds),
    digest: plan.digest,
    backups_rewritten: [...backups.rewritten],
    stays: staysOf(target),
    out_of_reach: [
      ...backups.outOfReach,
      'Backups that were copied elsewhere together with their key bundle, and older versions of the bundle that a file system or cloud drive keeps.',
      'Exports, and copies that other programs, AI clients or servers made of what they were given.',
      'Blocks of the disk that a file occupied before it was rewritten, and, where servers share a database, its dead rows, logs, replicas and backups until it writes over them; they hold encrypted bytes alone.',
    ],
  };
}

const always =
  'Ids, times and authors in the log of commits and in activity, and tombstones that name what was erased by its id.';

const queries =
  'Queries in activity that did not return what was erased, though they may name it: clear activity to delete these, too.';

function staysOf({ type }: ErasedTarget): string[] {
  switch (type) {
    case 'document':
      return [
        always,
        queries,
        'The file in the drive with its versions: erase the file to delete these, too.',
      ];
    case 'file':
      return [
        always,
        queries,
        'Contents that another file or version elsewhere in the drive shares byte for byte.',
      ];
    case 'project':
      return [always, queries, 'Files of the drive that were attached to the project.'];
    case 'account':
      return ['The id of the account, here and in a mark that it was deleted.'];
    case 'key_writes':
      return [
        always,
        queries,
        'The key itself and its description: revoke it, so that it writes nothing more.',
      ];
    case 'message':
      return [
        always,
        queries,
        'The place of the message in its conversation, with its role and time, and empty.',
      ];
    default:
      return [always, queries];
  }
}
