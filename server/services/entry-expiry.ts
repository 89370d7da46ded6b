/** Removes entries whose time is over, with their history. Nobody is shown them before that either. */
import type { Logger } from 'pino';
import { KeepsakeError } from '../../contract/index.ts';
import type { Commit, Scope, Store } from '../store/store.ts';
import { entryOperations, expiryRow, expirySpace, knownEntry, readExpiryKey } from './entry-record.ts';
import { serverCommit } from './jobs.ts';
import { retryOnConflict, type Clock } from './records.ts';
import { everyRecord } from './walking.ts';

export interface EntryExpiry {
  /** The store, with its commits watched. */
  readonly store: Store;
  /** Looks for what is over once in a while. */
  start(): void;
  close(): Promise<void>;
}

export interface EntryExpiryOptions {
  store: Store;
  clock: Clock;
  logger: Logger;
  everyMs?: number;
}

const rowsAtOnce = 200;
/** How long a project waits whose entries could not be removed. */
const againMs = 60_000;

/** Knows, for each project, when the next entry ends: read once at the start, then from the commits that pass. */
export function createEntryExpiry({
  store,
  clock,
  logger,
  everyMs = 1_000,
}: EntryExpiryOptions): EntryExpiry {
  const due = new Map<string, { scope: Required<Scope>; at: number }>();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isClosing = false;

  function note(scope: Required<Scope>, at: number): void {
    const known = due.get(scope.project);
    if (known === undefined || at < known.at) due.set(scope.project, { scope, at });
  }

  function watch(scope: Required<Scope>, { operations }: Commit): void {
    for (const operation of operations) {
      if (operation.op === 'row' && operation.space === expirySpace && operation.value !== null)
        note(scope, readExpiryKey(operation.key).expiresAt);
    }
  }

  /** What an earlier server left. */
  async function learn(): Promise<void> {
    for (const account of await store.accounts()) {
      for await (const { id } of everyRecord(store, { account }, { kind: 'project', states: ['active'] })) {
        if (isClosing) return;
        await learnFrom({ account, project: id });
      }
    }
  }

  async function learnFrom(scope: Required<Scope>): Promise<void> {
    const [first] = await store.rows(scope, expirySpace, { limit: 1 });
    if (first !== undefined) note(scope, readExpiryKey(first.key).expiresAt);
  }

  async function sweep(): Promise<void> {
    for (const { scope, at } of due.values()) {
      if (isClosing) return;
      if (at > clock()) continue;
      due.set(scope.project, { scope, at: clock() + againMs });
      await sweepProject(scope).catch((error: unknown) => {
        // A project that was destroyed has nothing left to remove.
        if (!(error instanceof KeepsakeError && error.code === 'NOT_FOUND')) throw error;
        due.delete(scope.project);
      });
    }
  }

  async function sweepProject(scope: Required<Scope>): Promise<void> {
    for (;;) {
      const rows = await store.rows(scope, expirySpace, { limit: rowsAtOnce });
      const over = rows.map(({ key }) => readExpiryKey(key)).filter(({ expiresAt }) => expiresAt <= clock());
      await Promise.all(over.map((row) => retryOnConflict(() => expire(scope, row))));
      if (over.length === 0 || isClosing) break;
    }
    due.delete(scope.project);
    await learnFrom(scope);
  }

  async function expire(scope: Required<Scope>, { expiresAt, id }: { expiresAt: number; id: string }) {
    const before = knownEntry(await store.get(scope, 'entry', id));
    const at = clock();
    if (before?.payload.expiresAt !== expiresAt) {
      await store.commit(scope, serverCommit(scope.account, at, [expiryRow(expiresAt, id, null)]));
      return;
    }
    const payload = { ...before.payload, value: null, bytes: 0, expiresAt: null };
    const operations = entryOperations(
      { id, before, state: 'expired', payload, expect: { version: before.version }, history: false },
      at,
    );
    await store.commit(scope, serverCommit(scope.account, at, operations));
  }

  function turn(work: () => Promise<void>): void {
    round = round.then(work).catch((error: unknown) => {
      if (!isClosing) logger.error({ err: error }, 'entries that are over could not be removed now');
    });
  }

  return {
    store: {
      ...store,
      async commit(scope, commit) {
        const result = await store.commit(scope, commit);
        if (scope.project !== undefined) watch({ account: scope.account, project: scope.project }, commit);
        return result;
      },
    },
    start() {
      turn(learn);
      turn(sweep);
      timer = setInterval(() => turn(sweep), everyMs);
    },
    async close() {
      isClosing = true;
      clearInterval(timer);
      await round;
    },
  };
}
