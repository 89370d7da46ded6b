/** Commits in groups: those that wait for one scope are decided and written by one transaction. */
import type { Commit, CommitResult, Scope } from '../store.ts';
import type { Walled } from './walled.ts';
import { storeFailure } from './failures.ts';
import type { Fence } from './fence.ts';
import { loadGroup } from './load.ts';
import { planGroup } from './plan.ts';
import type { ScopeKeys } from './sealing.ts';
import type { Scopes } from './scopes.ts';
import { writeGroup } from './write.ts';

export interface Commits {
  commit(scope: Scope, commit: Commit): Promise<CommitResult>;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

interface Waiting {
  readonly commit: Commit;
  readonly accept: (answer: CommitResult) => void;
  readonly refuse: (error: Error) => void;
}

const largestGroup = 256;
const repeatsKeptMs = 24 * 3_600_000;

interface Context {
  readonly database: Walled;
  readonly fence: Fence;
  readonly scopes: Scopes;
  readonly keys: ScopeKeys;
}

export function createCommits(context: Context): Commits {
  const queues = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();

  async function run(scope: Scope, name: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const group = queue.splice(0, largestGroup);
      try {
        await runGroup(context, scope, group);
      } catch (error) {
        const failure = storeFailure(error);
        for (const { refuse } of group) refuse(failure);
      }
    }
    queues.delete(name);
  }

  return {
    commit: (scope, commit) =>
      new Promise((accept, refuse) => {
        const name = `${scope.account} ${scope.project ?? ''}`;
        const waiting = { commit, accept, refuse };
        const queue = queues.get(name);
        if (queue !== undefined) return void queue.push(waiting);
        const started = [waiting];
        queues.set(name, started);
        // What is sent in the same turn goes into the first group too.
        const done = Promise.resolve().then(() => run(scope, name, started));
        running.add(done);
        void done.finally(() => running.delete(done));
      }),
    settled: async () => void (await Promise.all(running)),
  };
}

async function runGroup(
  { database, fence, scopes, keys }: Context,
  scope: Scope,
  group: readonly Waiting[],
): Promise<void> {
  const commits = group.map(({ commit }) => commit);
  const outcomes = await database.transaction(async (places) => {
    const state = await loadGroup(places, { scopes, keys }, scope, commits);
    const name = scope.project ?? scope.account;
    const decided = planGroup(state, name, scope.project === undefined, commits);
    // Under the locks of the scopes: a change that this server cannot live with waits for them before it is made.
    await Promise.all([fence.check(places.outside), writeGroup(places, state, repeatsKeptMs)]);
    return decided;
  });
  for (const [i, outcome] of outcomes.entries()) {
    const { accept, refuse } = group[i] as Waiting;
    if (outcome.accepted) accept(outcome.answer);
    else refuse(storeFailure(outcome.error));
  }
}
