/** How many bytes the versions of an account's files take, and its files as they are; counted once and then along its commits. */
import type { Store, StoredCommit, StoredRecord } from '../store/store.ts';
import type { ContentReference } from './content.ts';
import { itemPayload } from './items.ts';
import { typed } from './records.ts';
import { everyRecord } from './walking.ts';

export interface OriginalsSum {
  readonly bytes: number;
  readonly versions: number;
  /** Of them, those of versions whose bytes only the server has that this one is linked to. */
  readonly remoteBytes: number;
}

/** Files by their current versions, with the bytes of each. */
export interface FilesSum {
  readonly files: number;
  readonly bytes: number;
}

export interface Originals {
  of(account: string): Promise<OriginalsSum>;
  /** Files, also those in the trash, whose current bytes only the server has that this one is linked to. */
  away(account: string): Promise<FilesSum>;
}

export function createOriginals(store: Store): Originals {
  const versions = createSums(store, {
    kind: 'version',
    states: ['kept', 'waiting'],
    contentOf: (record) => typed<ContentReference>(record).payload,
  });
  const files = createSums(store, {
    kind: 'item',
    states: ['active', 'trashed'],
    contentOf: (record) => itemPayload(record).content,
  });
  return {
    async of(account) {
      const { all, remote } = await versions(account);
      return { bytes: all.bytes, versions: all.count, remoteBytes: remote.bytes };
    },
    async away(account) {
      const { remote } = await files(account);
      return { files: remote.count, bytes: remote.bytes };
    },
  };
}

/** The records that are counted, by the bytes that each names. */
interface Counted {
  readonly kind: 'version' | 'item';
  readonly states: readonly string[];
  /** None for what has no bytes, such as a folder. */
  readonly contentOf: (record: StoredRecord) => Content | undefined;
}

type Content = Pick<ContentReference, 'blob' | 'size'>;

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

interface Sum {
  seq: number;
  all: Amount;
  /** Of them, those whose bytes are not here. */
  remote: Amount;
  readonly records: Map<string, Content>;
  /** What is counted of each content. */
  readonly contents: Map<string, Amount>;
  /** Contents that are not here. */
  readonly away: Set<string>;
}

const batch = 1_000;
const none: Amount = { count: 0, bytes: 0 };

/** @returns the sum of an account as it is now */
function createSums(store: Store, counted: Counted): (account: string) => Promise<Sum> {
  const sums = new Map<string, Promise<Sum>>();
  return (account) => {
    const before = sums.get(account) ?? countAll(store, account, counted);
    const sum = before.then((one) => countOn(store, account, counted, one));
    sums.set(account, sum);
    sum.catch(() => sums.delete(account));
    return sum;
  };
}

/** What is written meanwhile is counted again along its commits. */
async function countAll(store: Store, account: string, { kind, states, contentOf }: Counted): Promise<Sum> {
  const seq = await store.head({ account });
  const sum: Sum = {
    seq,
    all: none,
    remote: none,
    records: new Map(),
    contents: new Map(),
    away: new Set(),
  };
  for await (const record of everyRecord(store, { account }, { kind, states }))
    set(sum, record.id, contentOf(record));
  for await (const { id } of everyRecord(store, { account }, { kind: 'blob', states: ['remote'] }))
    place(sum, id, true);
  return sum;
}

/** Goes on from where the sum stands to the newest commit. */
async function countOn(store: Store, account: string, counted: Counted, sum: Sum): Promise<Sum> {
  for (;;) {
    const commits = await store.changes({ account }, sum.seq, batch);
    for (const commit of commits) await count(store, account, counted, sum, commit);
    if (commits.length < batch) return sum;
  }
}

async function count(
  store: Store,
  account: string,
  { kind, states, contentOf }: Counted,
  sum: Sum,
  commit: StoredCommit,
): Promise<void> {
  for (const { kind: changed, id } of commit.records) {
    if (changed !== kind && changed !== 'blob') continue;
    const record = await store.get({ account }, changed, id);
    if (changed === 'blob') place(sum, id, record?.state === 'remote');
    else set(sum, id, record !== undefined && states.includes(record.state) ? contentOf(record) : undefined);
  }
  sum.seq = commit.seq;
}

function set(sum: Sum, id: string, content: Content | undefined): void {
  const before = sum.records.get(id);
  if (before !== undefined) add(sum, before, -1);
  if (content === undefined) sum.records.delete(id);
  else {
    sum.records.set(id, { blob: content.blob, size: content.size });
    add(sum, content, 1);
  }
}

function add(sum: Sum, { blob, size }: Content, sign: 1 | -1): void {
  const one = { count: sign, bytes: sign * size };
  const those = plus(sum.contents.get(blob) ?? none, one);
  if (those.count === 0) sum.contents.delete(blob);
  else sum.contents.set(blob, those);
  sum.all = plus(sum.all, one);
  if (sum.away.has(blob)) sum.remote = plus(sum.remote, one);
}

function place(sum: Sum, blob: string, isAway: boolean): void {
  if (sum.away.has(blob) === isAway) return;
  const { count: files, bytes } = sum.contents.get(blob) ?? none;
  sum.remote = plus(sum.remote, isAway ? { count: files, bytes } : { count: -files, bytes: -bytes });
  if (isAway) sum.away.add(blob);
  else sum.away.delete(blob);
}

function plus(one: Amount, other: Amount): Amount {
  return { count: one.count + other.count, bytes: one.bytes + other.bytes };
}
