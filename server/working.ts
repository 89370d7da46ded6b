/** Whether this server has a job under way, seen from what passes to the store. */
import type { Store } from './store/store.ts';

export interface Working {
  /** The store, with claims and ends of jobs watched. */
  readonly store: Store;
  /** Since when no job of this server is under way, in milliseconds; 0 while one is. */
  idleMs(): number;
  /** How many jobs this server has under way. */
  held(): number;
}

export function watchJobs(store: Store, now: () => number = Date.now): Working {
  const held = new Set<string>();
  let endedAt = now();
  const end = (id: string): void => {
    if (held.delete(id)) endedAt = now();
  };
  const watched: Store = {
    ...store,
    async claimJob(...args) {
      const job = await store.claimJob(...args);
      if (job !== undefined) held.add(job.id);
      return job;
    },
    async releaseJob(...args) {
      await store.releaseJob(...args).finally(() => end(args[0]));
    },
    async commit(...args) {
      const done = await store.commit(...args);
      for (const operation of args[1].operations) if (operation.op === 'dequeue') end(operation.id);
      return done;
    },
  };
  return { store: watched, idleMs: () => (held.size > 0 ? 0 : now() - endedAt), held: () => held.size };
}
