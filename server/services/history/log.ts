/** The log of a project: its commits, one of them in full, its states, and what differs between two points. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { Scope, Store, StoredCommit } from '../../store/store.ts';
import { projectScope, type Caller } from '../caller.ts';
import { viewAuthor, viewTime, type Clock } from '../records.ts';
import { requireBranch, resolvePoint, type Point } from './points.ts';
import { comparedPairs, compareStates, headsOf } from './states.ts';
import { changeOf, cursorOf, isHistoryKind, isPresent, nameOf, type Version } from './subjects.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface ProjectLog {
  log(caller: Caller, input: Input<'getProjectLog'>): Promise<Output<'getProjectLog'>>;
  show(caller: Caller, input: Input<'showCommit'>): Promise<Output<'showCommit'>>;
  records(caller: Caller, input: Input<'listRecordsAt'>): Promise<Output<'listRecordsAt'>>;
  diff(caller: Caller, input: Input<'diffProject'>): Promise<Output<'diffProject'>>;
}

const commitsAtOnce = 500;
/** How many commits one page looks at when few fit the filters. */
const mostScanned = 10_000;

export function createProjectLog({ store, clock }: { store: Store; clock: Clock }): ProjectLog {
  return {
    async log(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const branch =
        input.branch === undefined ? undefined : await requireBranch(store, scope, input.branch, 'read');
      return readLog(store, scope, { ...input, branch: branch?.id });
    },
    async show(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const [commit] = await store.commitsBefore(scope, input.seq + 1, 1);
      if (commit === undefined || commit.seq !== input.seq) throw noCommit(input.seq);
      const own = publicRecords(commit).filter(({ kind }) => isHistoryKind(kind));
      const first = input.after === undefined ? 0 : Number.parseInt(input.after, 10) || 0;
      const shown = own.slice(first, first + input.limit);
      const changes = await Promise.all(shown.map((record) => changeIn(store, scope, record, clock())));
      return {
        ...viewCommit(commit),
        changes: changes.filter((change) => change !== undefined),
        next: first + shown.length < own.length ? String(first + shown.length) : null,
      };
    },
    async records(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const point = await resolvePoint(store, scope, input.at);
      const items: Output<'listRecordsAt'>['items'] = [];
      for await (const version of recordsAt(store, scope, point, input)) {
        if (!isPresent(version, clock())) continue;
        if (items.length === input.limit) return { items, next: items.at(-1)?.id ?? null, seq: point.seq };
        items.push(viewVersion(version, input.kind));
      }
      return { items, next: null, seq: point.seq };
    },
    async diff(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const [from, to] = await Promise.all([
        resolvePoint(store, scope, input.from),
        resolvePoint(store, scope, input.to),
      ]);
      const compared = await compareStates(store, scope, from, to);
      const { kind, after = '', limit } = input;
      const names = compared.names.filter(
        (name) => cursorOf(name) > after && (kind === undefined || name.kind === kind),
      );
      const items: Output<'diffProject'>['items'] = [];
      const span = { from_seq: from.seq, to_seq: to.seq };
      for await (const pair of comparedPairs({ ...compared, names }, limit)) {
        const change = changeOf(pair.from, pair.to, clock());
        if (change === undefined) continue;
        if (items.length === limit) return { ...span, items, next: cursorOf(items.at(-1) ?? pair.name) };
        items.push(change);
      }
      return { ...span, items, next: null };
    },
  };
}

type LogFilter = Omit<Input<'getProjectLog'>, 'branch'> & { readonly branch: string | undefined };

async function readLog(store: Store, scope: Scope, filter: LogFilter): Promise<Output<'getProjectLog'>> {
  const items: Output<'getProjectLog'>['items'] = [];
  let before = filter.before ?? Number.MAX_SAFE_INTEGER;
  for (let scanned = 0; scanned < mostScanned;) {
    const commits = await store.commitsBefore(scope, before, commitsAtOnce);
    for (const commit of commits) {
      if (filter.since !== undefined && commit.at < Date.parse(filter.since)) return { items, next: null };
      if (fits(commit, filter)) items.push(viewCommit(commit));
      before = commit.seq;
      if (items.length === filter.limit) return { items, next: before > 1 ? before : null };
    }
    if (commits.length < commitsAtOnce) return { items, next: null };
    scanned += commits.length;
  }
  return { items, next: before };
}

function fits(commit: StoredCommit, filter: LogFilter): boolean {
  const { author, at } = commit;
  const records = publicRecords(commit);
  const wanted = records.some(
    ({ kind, id, branch }) =>
      (filter.kind === undefined || kind === filter.kind) &&
      (filter.record_id === undefined || id === filter.record_id) &&
      (filter.branch === undefined || branch === filter.branch),
  );
  return (
    wanted &&
    (filter.until === undefined || at <= Date.parse(filter.until)) &&
    (filter.author === undefined || author.type === filter.author) &&
    (filter.key_id === undefined || author.id === filter.key_id) &&
    (filter.client === undefined || author.client === filter.client)
  );
}

/** Not what the server keeps for itself, such as the list of index segments. */
function publicRecords({ records }: StoredCommit): StoredCommit['records'] {
  return records.filter(({ kind }) => kind !== 'index');
}

function viewCommit(commit: StoredCommit): Output<'getProjectLog'>['items'][number] {
  return {
    seq: commit.seq,
    time: viewTime(commit.at),
    author: viewAuthor(commit.author),
    records: publicRecords(commit).map(({ kind, id, version, revision, state, branch }) => ({
      kind,
      id,
      version,
      revision,
      status: state,
      ...(branch === undefined ? {} : { branch }),
    })),
  };
}

/** What a commit changed in a record; undefined for a revision that is not kept, or where nothing shows. */
async function changeIn(
  store: Store,
  scope: Scope,
  { kind, id, revision }: StoredCommit['records'][number],
  now: number,
) {
  const to = await store.revision(scope, kind, id, revision);
  if (to === undefined) return undefined;
  const [parent] = to.parents;
  const from = parent === undefined ? undefined : await store.revision(scope, kind, id, parent);
  const change = changeOf(from, to, now);
  if (change === undefined) return undefined;
  return { ...change, ...(to.message === undefined ? {} : { message: to.message }) };
}

/** Every version of a kind at a point, by id. */
async function* recordsAt(
  store: Store,
  scope: Scope,
  { seq, branch }: Point,
  { kind, after = '', limit }: Input<'listRecordsAt'>,
): AsyncGenerator<Version> {
  const heads = branch === undefined ? [] : await headsOf(store, scope, branch);
  const own = heads.filter((head) => head.kind === kind && head.id > after);
  let next = 0;
  for (let last = after; ;) {
    const page = await store.stateAt(scope, seq, { kind, after: last, limit });
    for (const version of page) {
      while (next < own.length && (own[next]?.id ?? '') < version.id) yield own[next++];
      yield own[next]?.id === version.id ? own[next++] : version;
    }
    if (page.length < limit) break;
    last = page.at(-1)?.id ?? last;
  }
  yield* own.slice(next);
}

function viewVersion(
  version: NonNullable<Version>,
  kind: Input<'listRecordsAt'>['kind'],
): Output<'listRecordsAt'>['items'][number] {
  return {
    kind,
    id: version.id,
    name: nameOf(version),
    version: version.version,
    revision: version.revision,
    status: version.state,
    author: viewAuthor(version.author),
    time: viewTime(version.at),
    payload: version.payload,
  };
}

function noCommit(seq: number): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no commit ${seq} in this project. Read the log for those there are.`,
  );
}
