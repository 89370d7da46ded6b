/** The work of the drive that nobody waits for: following live folders, deleting for good, retention, sweeping. */
import type { Logger } from 'pino';
import { newId } from '../../local/ids.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Job, Operation } from '../store/store.ts';
import { followItem, type FollowingDependencies } from './following.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import { typed } from './records.ts';
import { sweepBlobs, sweepFiles } from './sweeping.ts';
import { purgeBelow, purgeOld, purgeWaiting } from './trash.ts';

export interface DriveJobsDependencies extends FollowingDependencies {
  readonly blobs: BlobStore;
  readonly logger: Logger;
  /** After so many days in the trash, things are deleted for good. */
  readonly retentionDays: number;
}

type DriveTask =
  | { readonly task: 'follow' | 'purge'; readonly item: string }
  | { readonly task: 'sweep' | 'tidy' | 'files' };

const hour = 3_600_000;
const day = 24 * hour;
const tidyEvery = 6 * hour;
/** Of the record that says when the whole store's files were looked through. */
const filesId = 'files';
/** More commits than this are a change. */
const atOnce = 50;
const ownBooks = new Set(['tidied', 'lease', 'backup-settings']);

interface Tidied {
  readonly at: number;
  readonly retentionDays: number;
  /** Whether nothing was left that only time brings up. */
  readonly rests?: boolean;
}

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
    else if (task.task === 'tidy') await tidy(account, signal);
    else await tidyFiles(account, signal);
  }

  async function done(account: string, id: string, more: { readonly rests?: boolean } = {}): Promise<void> {
    const payload = { at: clock(), retentionDays: dependencies.retentionDays, ...more };
    const put: Operation = { op: 'put', kind: 'tidied', id, state: 'done', history: false, payload };
    await store.commit({ account }, serverCommit(account, clock(), [put]));
  }

  /** For the whole store at once: where files lie, those of all accounts lie together. */
  async function tidyFiles(account: string, signal: AbortSignal): Promise<void> {
    const files = await sweepFiles(dependencies, clock() - hour, signal);
    await done(account, filesId);
    if (files > 0) logger.info({ files }, 'files that nothing named were removed');
  }

  async function tidy(account: string, signal: AbortSignal): Promise<void> {
    const trashed = clock() - dependencies.retentionDays * day;
    const purged = await purgeOld(store, clock, { account }, { trashed, copying: clock() - day });
    await purgeWaiting(store, clock, { account }, clock() - 7 * day);
    const blobs = await sweepBlobs(dependencies, { account }, signal);
    const waiting = { kind: 'item', states: ['trashed', 'copying'] } as const;
    const unclaimed = { kind: 'version', states: ['waiting'] } as const;
    const left = (await store.count({ account }, waiting)) + (await store.count({ account }, unclaimed));
    await done(account, account, { rests: purged + left === 0 });
    jobs.wake();
    if (purged + blobs > 0) logger.info({ purged, blobs }, 'the drive was tidied up');
  }

  /** A server that starts many times a day does not go through everything each time. */
  async function isDue(account: string, id: string): Promise<boolean> {
    const record = await store.get({ account }, 'tidied', id);
    if (record === undefined) return true;
    const { at, retentionDays, rests } = typed<Tidied>(record).payload;
    if (rests === true && (await isUnchanged(account, record.seq))) return false;
    return clock() - at >= tidyEvery || retentionDays !== dependencies.retentionDays;
  }

  /** Nothing is in the trash, and only jobs came and went since: of many accounts most are like that. */
  async function isUnchanged(account: string, since: number): Promise<boolean> {
    const commits = await store.changes({ account }, since, atOnce);
    const changed = commits.flatMap(({ records }) => records).filter(({ kind }) => !ownBooks.has(kind));
    return commits.length < atOnce && changed.length === 0;
  }

  const jobs = startJobs({ store, clock, logger, kind: 'drive', concurrency: 2, run });
  const askAll = async (): Promise<void> => {
    const accounts = await store.accounts();
    for (const account of accounts)
      if (await isDue(account, account)) await ask(account, `tidy_${account}`, { task: 'tidy' });
    const [first] = accounts;
    if (first !== undefined && (await isDue(first, filesId)))
      await ask(first, 'tidy_files', { task: 'files' });
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
