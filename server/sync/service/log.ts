/** Pages of a scope's log with whole versions: what pulling answers, and what a device has to send. */
import type { SyncCursor, SyncedVersion } from '../../../contract/index.ts';
import { erasedPartOf, erasedRevisionsKind } from '../../services/erasure/parts.ts';
import type {
  RecordKey,
  RevisionName,
  Scope,
  Store,
  StoredCommit,
  StoredRevision,
} from '../../store/store.ts';
import { isStill } from '../core/exchange.ts';
import { isOfOneSide, isSynced, leavesItsId, markOf, nameOf, toSynced } from './versions.ts';

/** Commits that one page looks at when most of them hold nothing that travels. */
const mostScanned = 2_000;
const commitsAtOnce = 200;
/** Of all versions of a page, as JSON, so that they fit into a request; one that is larger stands alone. */
const mostBytes = 3 * 1024 * 1024;

export interface LoggedCommit {
  readonly seq: number;
  readonly versions: SyncedVersion[];
}

export interface ErasedInLog {
  readonly kind: string;
  readonly id: string;
  readonly revisions?: string[];
}

export interface LogPage {
  readonly commits: readonly LoggedCommit[];
  readonly erased: readonly ErasedInLog[];
  /** Where the next page begins. */
  readonly cursor: SyncCursor;
  /** The record of whose versions in one commit the next page tells more. */
  readonly open?: RecordKey;
  readonly more: boolean;
}

/** A place in the log that a device was told of. */
export type Place = Omit<SyncCursor, 'part'>;

/** Whether the log still is what it was when the place was told. */
export async function isCurrent(store: Store, scope: Scope, epoch: string, place: Place): Promise<boolean> {
  const [commit] = place.seq === 0 ? [] : await store.changes(scope, place.seq - 1, 1);
  const head = commit?.seq ?? 0;
  return isStill(place, { epoch, head, markAt: () => (commit === undefined ? '' : markOf(commit)) });
}

/** The newest commit as a cursor. */
export async function headCursor(store: Store, scope: Scope, epoch: string): Promise<SyncCursor> {
  const seq = await store.head(scope);
  const [commit] = seq === 0 ? [] : await store.changes(scope, seq - 1, 1);
  return { epoch, seq, mark: commit === undefined ? '' : markOf(commit), part: 0 };
}

/**
 * Versions after a cursor, as many as fit. A commit that does not fit ends in the middle; the cursor says where. Of records
 * without history the current version stands for those that were replaced, so that a conversation comes before its messages.
 * What was erased is left out.
 *
 * @param limit most versions
 * @param isOwn commits to read; all when left out
 */
export async function readLog(
  store: Store,
  scope: Scope,
  from: SyncCursor,
  limit: number,
  isOwn: (commit: StoredCommit) => boolean = () => true,
): Promise<LogPage> {
  const page = pageOf(scope);
  let cursor = from;
  for (let scanned = 0; scanned < mostScanned;) {
    const commits = await store.changes(scope, cursor.seq, commitsAtOnce);
    scanned += commits.length;
    const wanted = wantedOf(scope, commits, cursor.part, isOwn);
    const some = wanted.slice(0, limit - page.count());
    const found = await foundOf(store, scope, some);
    const taken = some.findIndex((one, n) => !page.add(one.seq, found[n]));
    const end = taken === -1 ? some.length : taken;
    const next = wanted[end];
    if (next !== undefined) {
      const open = openAt(wanted, end);
      return {
        ...page.made(),
        cursor: cursorBefore(cursor, commits, next),
        ...(open && { open }),
        more: true,
      };
    }
    const last = commits.at(-1);
    if (last !== undefined) cursor = { epoch: from.epoch, seq: last.seq, mark: markOf(last), part: 0 };
    if (commits.length < commitsAtOnce) return { ...page.made(), cursor, more: false };
  }
  return { ...page.made(), cursor, more: true };
}

interface WantedRevision extends RevisionName {
  readonly seq: number;
  /** Where among the commit's records, of which those of one record follow each other. */
  readonly at: number;
}

/** The record whose versions a page that ends there parts. */
function openAt(wanted: readonly WantedRevision[], end: number): RecordKey | undefined {
  const [last, next] = [wanted[end - 1], wanted[end]];
  const isParted = last?.seq === next?.seq && last?.kind === next?.kind && last?.id === next?.id;
  return last !== undefined && isParted ? { kind: last.kind, id: last.id } : undefined;
}

function wantedOf(
  scope: Scope,
  commits: readonly StoredCommit[],
  part: number,
  isOwn: (commit: StoredCommit) => boolean,
): WantedRevision[] {
  return commits.flatMap((commit, n) => {
    const { seq } = commit;
    if (!isOwn(commit)) return [];
    const records = [...Map.groupBy(commit.records, nameOf).values()].flat();
    return records.flatMap((record, at) =>
      record.branch !== undefined || !isWanted(scope, record) || (n === 0 && at < part)
        ? []
        : [{ ...record, seq, at }],
    );
  });
}

/** Kinds of which only the newest revision is kept. */
const withoutHistory: readonly string[] = ['conversation', 'message'];

async function foundOf(
  store: Store,
  scope: Scope,
  names: readonly WantedRevision[],
): Promise<(StoredRevision | undefined)[]> {
  const found = await store.revisionsNamed(scope, names);
  const newest = new Map<string, Promise<StoredRevision | undefined>>();
  const currentOf = (name: WantedRevision) => {
    const known = newest.get(nameOf(name)) ?? currentRevision(store, scope, name);
    newest.set(nameOf(name), known);
    return known;
  };
  return Promise.all(
    names.map(async (name, n) =>
      withoutHistory.includes(name.kind) ? (found[n] ?? currentOf(name)) : found[n],
    ),
  );
}

async function currentRevision(store: Store, scope: Scope, { kind, id }: RecordKey) {
  const [revision] = await store.revisions(scope, kind, id, 1);
  return revision;
}

function isWanted(scope: Scope, { kind, state }: StoredCommit['records'][number]): boolean {
  return (isSynced(scope, kind) && state !== 'root') || kind === 'tombstone' || kind === erasedRevisionsKind;
}

function cursorBefore(
  cursor: SyncCursor,
  commits: readonly StoredCommit[],
  { seq, at }: WantedRevision,
): SyncCursor {
  const before = commits.findLast((commit) => commit.seq < seq);
  if (before === undefined) return { ...cursor, part: at };
  return { epoch: cursor.epoch, seq: before.seq, mark: markOf(before), part: at };
}

/** A page that is being filled. */
function pageOf(scope: Scope) {
  const commits: LoggedCommit[] = [];
  const erased: ErasedInLog[] = [];
  const seen = new Set<string>();
  let [count, bytes] = [0, 0];
  return {
    count: () => count,
    made: () => ({ commits, erased }),
    /** False when there is no room for it. */
    add(seq: number, found: StoredRevision | undefined): boolean {
      if (found === undefined || seen.has(found.revision) || isOfOneSide(scope, found)) return true;
      const version = toSynced(scope, found);
      const size = Buffer.byteLength(JSON.stringify(version));
      if (count > 0 && bytes + size > mostBytes) return false;
      seen.add(found.revision);
      count++;
      bytes += size;
      if (isGone(found)) erased.push({ kind: found.kind, id: found.id });
      else if (found.kind === erasedRevisionsKind) erased.push(partOf(found));
      else if (found.kind === 'tombstone') erased.push({ kind: erasedKind(found), id: found.id });
      else if (commits.at(-1)?.seq === seq) commits.at(-1)?.versions.push(version);
      else commits.push({ seq, versions: [version] });
      return true;
    },
  };
}

/** An item that was deleted for good leaves its id, and so does what was said about it. */
function isGone({ kind, state }: StoredRevision): boolean {
  return leavesItsId(kind) && state === 'purged';
}

function partOf(found: StoredRevision): ErasedInLog {
  const { kind, revisions } = erasedPartOf(found);
  return { kind, id: found.id, revisions: [...revisions] };
}

function erasedKind({ payload }: StoredRevision): string {
  return (payload as unknown as { kind: string }).kind;
}
