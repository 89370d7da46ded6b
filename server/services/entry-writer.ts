/**
 * Writes of entries: changes of one key follow each other without waiting for the disk between them, so that many
 * callers of one counter or list share a transaction and none of their changes is lost.
 */
import { KeepsakeError, type EntryWrite } from '../../contract/index.ts';
import type { CommitResult, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import type { Call } from './caller.ts';
import { decide, type DecidedWriting, type Wish } from './entry-changes.ts';
import { entryOperations, isLive, knownEntry, uniqueOf, type KnownEntry } from './entry-record.ts';
import { commitFor, earlierAnswerTo, recordAt, writtenRecord, type Clock } from './records.ts';

/** What stands on one key here: the entry as the last change that was sent leaves it, and the queue of changes. */
interface Chain {
  known: KnownEntry | undefined;
  /** Whether `known` was read, and not only remembered, when the changes that are under way began. */
  isSure: boolean;
  changes: number;
  turn: Promise<unknown>;
  /** Settled when the last change that was sent is written, or refused. */
  sent: Promise<unknown>;
}

/** What a wish comes to: nothing where there is nothing to do. `found` is the id of what it was made for. */
interface Decided {
  readonly writing: DecidedWriting | undefined;
  readonly found: string | undefined;
}

/** What was sent: the put of each wish that has anything to do, and their one commit, if there was or is any. */
interface Sent {
  readonly at: number;
  readonly puts: readonly (Put | undefined)[];
  readonly ids: readonly (string | undefined)[];
  readonly commit: Promise<CommitResult | undefined>;
}

/** Tries before other processes that write the same keys are too many. */
const maxTries = 200;
/** Entries that are remembered after their last change, so that the next one need not read them, and how large. */
const mostKept = 2_000;
const mostKeptBytes = 4_096;

export interface EntryWriter {
  /** @returns the record as this write left it; undefined when there was nothing to do */
  write(call: Call, scope: Required<Scope>, wish: Wish): Promise<StoredRecord | undefined>;
  /** All of them in one commit, or none. */
  writeAll(
    call: Call,
    scope: Required<Scope>,
    wishes: readonly Wish[],
  ): Promise<(StoredRecord | undefined)[]>;
}

export function createEntryWriter({ store, clock }: { store: Store; clock: Clock }): EntryWriter {
  const chains = createChains();
  const isOutdatedIn = (scope: Scope) => (wishes: readonly Wish[]) => isOutdated(store, clock, scope, wishes);

  /** What a wish makes of its entry. What was known once is good enough where a stale version would only be refused. */
  async function decideFor(scope: Scope, wish: Wish, chain: Chain, at: number): Promise<Decided> {
    const isEnough = chain.isSure || (wish.op !== 'delete' && !isStrict(wish));
    if (chain.known !== undefined && isEnough) {
      const writing = attempted(wish, chain.known, at);
      if (writing !== undefined) return { writing, found: chain.known.id };
      // That nothing can or need be done is said of what is written, not of what is on its way and may be refused.
      await chain.sent;
    }
    const found = knownEntry(await store.find(scope, 'entry', uniqueOf(wish)));
    chain.isSure = true;
    return { writing: decide(wish, found, at), found: found?.id };
  }

  /** Sends the changes in one commit as soon as the ones before them are sent. */
  function send(own: readonly Chain[], call: Call, scope: Required<Scope>, wishes: readonly Wish[]) {
    const turn = Promise.all(own.map((chain) => chain.turn)).then(async (): Promise<Sent> => {
      const at = clock();
      const decided = await Promise.all(wishes.map((wish, i) => decideFor(scope, wish, own[i] as Chain, at)));
      const groups = decided.map(({ writing }) => writing && entryOperations(writing, at));
      const operations = groups.flatMap((group) => group ?? []);
      const commit =
        operations.length === 0
          ? earlierAnswerTo(store, () => at, call, scope)
          : commitFor(store, () => at, call, scope, operations);
      commit.catch(() => undefined);
      for (const [i, { writing }] of decided.entries()) {
        if (writing === undefined) continue;
        const chain = own[i] as Chain;
        chain.known = after(writing);
        chain.sent = commit.catch(() => undefined);
      }
      const ids = decided.map(({ writing, found }) => writing?.id ?? found);
      return { at, puts: groups.map((group) => group?.[0]), ids, commit };
    });
    const done = turn.catch(() => undefined);
    for (const chain of own) chain.turn = done;
    return turn;
  }

  async function attempt(call: Call, scope: Required<Scope>, wishes: readonly Wish[]) {
    const names = wishes.map((wish) => `${scope.project} ${uniqueOf(wish)}`);
    const own = names.map((name) => chains.take(name));
    const forget = () => own.forEach((chain) => (chain.known = undefined));
    try {
      const sent = await send(own, call, scope, wishes);
      const commit = await sent.commit;
      if (commit === undefined) return wishes.map(() => undefined);
      if (commit.replayed) {
        forget();
        return await replayed(scope, commit, sent);
      }
      let results = 0;
      return await Promise.all(
        sent.puts.map(async (put) => {
          if (put === undefined) return undefined;
          const one = { ...commit, results: commit.results.slice(results, ++results) };
          return writtenRecord(store, scope, { call, at: sent.at, commit: one, put });
        }),
      );
    } catch (error) {
      // What was sent after it was made for a version that will not be.
      forget();
      throw error;
    } finally {
      names.forEach((name) => chains.giveBack(name));
    }
  }

  /** What the call wrote the first time, which may be more or less than it would write now. */
  function replayed(scope: Scope, { results }: CommitResult, { puts, ids }: Sent) {
    let position = 0;
    return Promise.all(
      ids.map(async (id, i) => {
        // An entry that is gone for good has another id now; then its place tells.
        const byPlace = puts[i] === undefined ? undefined : results[position++];
        const result = results.find((one) => one.id === id) ?? byPlace;
        return result === undefined ? undefined : recordAt(store, scope, result);
      }),
    );
  }

  return {
    async write(call, scope, wish) {
      const [record] = await again([wish], isOutdatedIn(scope), () => attempt(call, scope, [wish]));
      return record;
    },
    async writeAll(call, scope, wishes) {
      assertDistinct(wishes);
      return again(wishes, isOutdatedIn(scope), () => attempt(call, scope, wishes));
    },
  };
}

/** Whether a named version is not the current one. A change before this one, which never came to be, may be why it was refused. */
async function isOutdated(
  store: Store,
  clock: Clock,
  scope: Scope,
  wishes: readonly Wish[],
): Promise<boolean> {
  const outdated = await Promise.all(
    wishes.filter(isStrict).map(async (wish) => {
      const entry = knownEntry(await store.find(scope, 'entry', uniqueOf(wish)));
      return wish.version !== (isLive(entry, clock()) ? entry?.version : 0);
    }),
  );
  return outdated.includes(true);
}

/** Tries again when somebody else came first, unless the caller said for which version the change was made, and it is gone. */
async function again<T>(
  wishes: readonly Wish[],
  isGone: (wishes: readonly Wish[]) => Promise<boolean>,
  write: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      const code = error instanceof KeepsakeError ? error.code : undefined;
      // A name that was taken meanwhile is found at the next try.
      const raced =
        code === 'DRIVE_ITEM_CONFLICT' || (code === 'VERSION_CONFLICT' && !(await isGone(wishes)));
      if (!raced || tries === maxTries) throw error;
    }
  }
}

/** What a wish makes of an entry; undefined where it makes nothing of it, or cannot. */
function attempted(wish: Wish, known: KnownEntry, at: number): DecidedWriting | undefined {
  try {
    return decide(wish, known, at);
  } catch {
    return undefined;
  }
}

function createChains() {
  const chains = new Map<string, Chain>();
  return {
    /** The chain of a key, held until it is given back. */
    take(name: string): Chain {
      const chain = chains.get(name) ?? {
        known: undefined,
        isSure: false,
        changes: 0,
        turn: Promise.resolve(),
        sent: Promise.resolve(),
      };
      // Last used goes last, so that the first is the one to let go.
      chains.delete(name);
      chains.set(name, chain);
      chain.changes++;
      return chain;
    },
    giveBack(name: string): void {
      const chain = chains.get(name);
      if (chain === undefined || --chain.changes > 0) return;
      chain.isSure = false;
      const { known } = chain;
      if (known?.state !== 'active' || known.payload.bytes > mostKeptBytes) chains.delete(name);
      const [oldest] = chains;
      if (chains.size > mostKept && oldest?.[1].changes === 0) chains.delete(oldest[0]);
    },
  };
}

/** Whether the caller said for which version the change is. */
function isStrict<W extends EntryWrite>(wish: W): wish is W & { readonly version: number } {
  return 'version' in wish && wish.version !== undefined;
}

function after({ id, before, revision, state, payload }: DecidedWriting): KnownEntry {
  return { id, revision, state, payload, version: (before?.version ?? 0) + 1 };
}

function assertDistinct(wishes: readonly EntryWrite[]): void {
  if (new Set(wishes.map(uniqueOf)).size === wishes.length) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'Two writes of this batch name the same key. Send them one after the other, or with atomic: false.',
  );
}
