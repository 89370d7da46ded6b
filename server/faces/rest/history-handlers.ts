/** What the operations of a project's history do. */
import type { branchOperations } from '../../../contract/operations/branches.ts';
import type { historyOperations } from '../../../contract/operations/history.ts';
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

export function createHistoryHandlers({
  history,
}: Services): Pick<Handlers, keyof typeof historyOperations | keyof typeof branchOperations> {
  return {
    getProjectLog: ({ caller, input }) => history.log(caller, input),
    showCommit: ({ caller, input }) => history.show(caller, input),
    listRecordsAt: ({ caller, input }) => history.records(caller, input),
    diffProject: ({ caller, input }) => history.diff(caller, input),
    restoreProjectTo: ({ call, input }) => history.restore(call, input),
    listSnapshots: ({ caller, input }) => history.snapshots(caller, input),
    createSnapshot: ({ call, input }) => history.createSnapshot(call, input),
    listBranches: ({ caller, input }) => history.branches(caller, input),
    createBranch: ({ call, input }) => history.createBranch(call, input),
    getBranch: ({ caller, input }) => history.branch(caller, input),
    deleteBranch: ({ call, input }) => history.deleteBranch(call, input),
    compareBranch: ({ caller, input }) => history.compare(caller, input),
    mergeBranch: ({ call, input }) => history.merge(call, input),
  };
}
