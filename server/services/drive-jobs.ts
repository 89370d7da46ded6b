/** The work of the drive that nobody waits for: following live folders, deleting for good, retention, sweeping. */
import type { Logger } from 'pino';
import { newId } from '../../local/ids.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Job, Operation } from '../store/store.ts';
import { followItem, type FollowingDependencies } from './following.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import { typed } from './records.ts';
import { sweepBlobs, sweepFiles } from './sweeping.ts';
import { purgeBelow, purgeOld } from './trash.ts';

export interface DriveJobsDependencies extends FollowingDependencies {
  readonly blobs: BlobStore;
  readonly logger: Logger;
  /** After so many days in the trash, things are deleted for good. */
  readonly retentionDays: number;
}

type DriveTask =
  | { readonly task: 'follow' | 'purge'; readonly item: string }
  | { readonly task: 'sweep' | 'tidy' };

const hour = 3_600_000;
const day = 24 * hour;
const tidyEvery = 6 * hour;

/** Starts working at once; tidies up at the start and every few hours. */
export function startDriveJobs(dependencies: DriveJobsDependencies): Jobs {
  const { store, clock, logger } = dependencies;

  const ask = async (account: string, id: string, task: DriveTask): Promise<void> => {
    const enqueue: Operation = { op: 'enqueue', id, kind: 'drive', priority: 9, payload: { ...task } };
    await store.commit({ account }, serverCommit(account, clock(), [enqueue]));
    jobs.wake();
  };

  async function run({ account, payload }: Job, signal: AbortSignal): Promise<void> {
    const scope = { account };
    const task = payload as unknown as DriveTask;
    if (task.task === 'follow') await followItem(dependencies, scope, task.item, signal);
    else if (task.task === 'purge') {
      await purgeBelow(store, clock, scope, task.item, signal);
      await ask(account, newId('job'), { task: 'sweep' });
    } else if (task.task === 'sweep') await sweepBlobs(dependencies, scope, signal);
    else await tidy(account, signal);
  }

  async function tidy(account: string, signal: AbortSignal): Promise<void> {
    const trashed = clock() - dependencies.retentionDays * day;
    const purged = await purgeOld(store, clock, { account }, { trashed, copying: clock() - day });
    const blobs = await sweepBlobs(dependencies, { account }, signal);
    const files = await sweepFiles(dependencies, clock() - hour, signal);
    const done: Operation = {
      op: 'put',
      kind: 'tidied',
      id: account,
      state: 'done',
      history: false,
      payload: { at: clock(), retentionDays: dependencies.retentionDays },
    };
    await store.commit({ account }, serverCommit(account, clock(), [done]));
    jobs.wake();
    if (purged + blobs + files > 0) logger.info({ purged, blobs, files }, 'the drive was tidied up');
  }

  /** A server that starts many times a day does not go through everything each time. */
  async function isDue(account: string): Promise<boolean> {
    const record = await store.get({ account }, 'tidied', account);
    if (record === undefined) return true;
    const { at, retentionDays } = typed<{ at: number; retentionDays: number }>(record).payload;
    return clock() - at >= tidyEvery || retentionDays !== dependencies.retentionDays;
  }

  const jobs = startJobs({ store, clock, logger, kind: 'drive', concurrency: 2, run });
  const askAll = async (): Promise<void> => {
    for (const account of await store.accounts()) {
      if (await isDue(account)) await ask(account, `tidy_${account}`, { task: 'tidy' });
    }
  };
  let asked = Promise.resolve();
  const askToTidy = () => {
    asked = askAll().catch((error: unknown) =>
      logger.error({ err: error }, 'tidying could not be asked for'),
    );
  };
  const timer = setInterval(askToTidy, tidyEvery);
  timer.unref();
  askToTidy();
  return {
    wake: jobs.wake,
    async close() {
      clearInterval(timer);
      await asked;
      await jobs.close();
    },
  };
}
