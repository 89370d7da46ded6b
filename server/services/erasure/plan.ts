/** What a permanent deletion takes, found and counted before anything is touched, so that a crash loses no count. */
import { createHmac, type Hmac } from 'node:crypto';
import type { ErasedTarget } from '../../../contract/index.ts';
import type { Json, Scope, Store, StoredRecord, StoredRevision } from '../../store/store.ts';
import { attachmentsOf } from '../attachments.ts';
import type { ContentReference } from '../content.ts';
import { typed } from '../records.ts';
import { conversation, type Doomed } from './doomed.ts';
import { headsOnBranches, revisionsOnBranches } from './branches.ts';
import { keyWrites, projectsOf } from './key-writes.ts';
import { entryNames, sameOnBranches, tracesOf } from './traces.ts';
import { everyRecord } from '../walking.ts';

export interface Plan {
  readonly doomed: readonly Doomed[];
  readonly records: Readonly<Record<string, number>>;
  readonly revisions: number;
  readonly contents: { readonly files: number; readonly bytes: number };
  readonly digest: string;
  /** Hashes under the server's key of the names of entries that go, by which activity is looked through. */
  readonly names?: readonly string[];
}

export interface PlanDependencies {
  readonly store: Store;
  /** 32 bytes, of the server alone: a digest tells nothing to who guesses what was erased. */
  readonly digestKey: Uint8Array;
}

const mostRevisions = 1_000_000;

/** Finds and counts what a target takes. A target that is gone already has an empty plan. */
export async function planErasure(
  { store, digestKey }: PlanDependencies,
  account: string,
  target: ErasedTarget,
): Promise<Plan> {
  const asked = await doomedBy(store, account, target);
  const isWhole = target.type === 'project' || target.type === 'account';
  const { doomed, names } = isWhole
    ? { doomed: asked, names: [] }
    : await withTraces(store, account, target, asked);
  const counting = {
    records: {} as Record<string, number>,
    revisions: 0,
    hmac: createHmac('sha256', digestKey),
  };
  for (const one of doomed) await count(store, account, one, counting);
  return {
    doomed:
      target.type === 'account'
        ? inAccount(doomed, account)
        : isWhole
          ? doomed.filter(({ project }) => project === undefined)
          : doomed,
    records: counting.records,
    revisions: counting.revisions,
    contents: target.type === 'file' ? await contentsOf(store, account, target.id) : { files: 0, bytes: 0 },
    digest: counting.hmac.digest('hex'),
    names: names.map((name) => nameDigest(digestKey, name)),
  };
}

/** Stands for the name of an entry where the name itself may not stay. */
export function nameDigest(digestKey: Uint8Array, name: string): string {
  return createHmac('sha256', digestKey).update(`entry ${name}`).digest('hex');
}

/** What hangs from the records that were asked for goes before them, so that it is found again after a crash. */
async function withTraces(
  store: Store,
  account: string,
  target: ErasedTarget,
  asked: readonly Doomed[],
): Promise<{ doomed: Doomed[]; names: string[] }> {
  const names = await entryNames(store, account, asked);
  const known = new Set(asked.map(({ kind, id }) => `${kind} ${id}`));
  const beside = (await sameOnBranches(store, account, names)).filter(
    ({ kind, id }) => !known.has(`${kind} ${id}`),
  );
  const all = [...beside, ...asked];
  const key = target.type === 'key_writes' ? target.id : undefined;
  const projects = new Set(all.flatMap(({ project: one }) => one ?? []));
  if (target.type === 'key_writes')
    for (const one of target.project_id === undefined
      ? await projectsOf(store, account)
      : [target.project_id])
      projects.add(one);
  const traces: Doomed[] = [];
  for (const one of projects) {
    const own = { names: names.get(one) ?? new Set<string>(), key };
    traces.push(...(await tracesOf(store, { account, project: one }, all, own)));
  }
  return { doomed: [...traces, ...all], names: [...names.values()].flatMap((some) => [...some]) };
}

async function count(
  store: Store,
  account: string,
  { project, kind, id, revisions }: Doomed,
  counting: { records: Record<string, number>; revisions: number; hmac: Hmac },
): Promise<void> {
  const scope: Scope = project === undefined ? { account } : { account, project };
  const main = await store.revisions(scope, kind, id, mostRevisions);
  const hasBranches = project !== undefined && (kind === 'memory' || kind === 'entry');
  const all = hasBranches ? [...main, ...(await revisionsOnBranches(store, scope, kind, id))] : main;
  const gone = revisions === undefined ? all : all.filter(({ revision }) => revisions.includes(revision));
  if (gone.length === 0) return;
  counting.records[kind] = (counting.records[kind] ?? 0) + 1;
  counting.revisions += gone.length;
  for (const one of gone.toReversed()) counting.hmac.update(`${JSON.stringify(digested(one))}\n`);
}

function digested({ kind, id, revision, state, payload }: StoredRevision): Json {
  return { kind, id, revision, state, payload };
}

async function doomedBy(store: Store, account: string, target: ErasedTarget): Promise<Doomed[]> {
  switch (target.type) {
    case 'memory':
    case 'entry':
      return target.revisions === undefined
        ? present(store, account, [{ project: target.project_id, kind: target.type, id: target.id }])
        : partOf(store, { account, project: target.project_id }, target, target.revisions);
    case 'message':
      return present(store, account, [{ project: target.project_id, kind: target.type, id: target.id }]);
    case 'document':
      return present(store, account, [{ project: target.project_id, kind: 'document', id: target.id }]);
    case 'conversation':
      return conversation(store, { account, project: target.project_id }, target.id);
    case 'file':
      return file(store, account, target.id);
    case 'key_writes':
      return keyWrites(store, account, target.id, target.project_id);
    case 'project':
      return project(store, account, target.id);
    case 'account':
      return everything(store, account);
  }
}

/** Of a record that stays some of its revisions, also those that are not there, which are remembered with the others. */
async function partOf(
  store: Store,
  scope: Required<Scope>,
  { type: kind, id }: ErasedTarget,
  wanted: readonly string[],
): Promise<Doomed[]> {
  const names = wanted.map((revision) => ({ kind, id, revision }));
  const found = await store.revisionsNamed(scope, names);
  const isThere = found.some((one) => one !== undefined);
  return isThere ? [{ project: scope.project, kind, id, revisions: wanted }] : [];
}

/** What an account holds, also in projects that were deleted and not erased. */
async function everything(store: Store, account: string): Promise<Doomed[]> {
  if (!(await store.accounts()).includes(account)) return [];
  const doomed: Doomed[] = [];
  for await (const { id } of everyRecord(store, { account }, { kind: 'project' }))
    doomed.push(...(await allOf(store, { account, project: id })));
  return [...doomed, ...(await allOf(store, { account }))];
}

/** Derived lists of the index are not counted; nothing of a project that was destroyed. */
async function allOf(store: Store, scope: Scope): Promise<Doomed[]> {
  const doomed: Doomed[] = [];
  for (const kind of await kindsOf(store, scope).catch(() => new Set<string>()))
    for await (const { id } of everyRecord(store, scope, { kind }))
      doomed.push({ project: scope.project, kind, id });
  return doomed;
}

/** What a receipt names of an account that goes: itself and its projects. */
function inAccount(doomed: readonly Doomed[], account: string): Doomed[] {
  const projects = doomed.filter(({ project, kind }) => project === undefined && kind === 'project');
  return [...projects, { kind: 'account', id: account }];
}

async function present(store: Store, account: string, wanted: readonly Doomed[]): Promise<Doomed[]> {
  const found = await Promise.all(
    wanted.map(async ({ project: id, kind, id: record }) => {
      if (id === undefined) return (await store.get({ account }, kind, record)) !== undefined;
      return isThere(store, { account, project: id }, kind, record);
    }),
  );
  return wanted.filter((_, at) => found[at] === true);
}

/** On the main line, or on a branch alone. */
export async function isThere(
  store: Store,
  scope: Required<Scope>,
  kind: string,
  id: string,
): Promise<boolean> {
  if ((await store.get(scope, kind, id)) !== undefined) return true;
  if (kind !== 'memory' && kind !== 'entry') return false;
  return (await headsOnBranches(store, scope, { kind, id })).length > 0;
}

async function file(store: Store, account: string, item: string): Promise<Doomed[]> {
  const states = ['active', 'excluded', 'detached'];
  const attachments = await attachmentsOf(store, account, item, states);
  const documents = attachments.map(({ id, payload }) => ({
    project: payload.projectId,
    kind: 'document',
    id,
  }));
  const about: Doomed[] = [];
  for (const kind of ['version', 'comment', 'clash'] as const)
    for await (const record of everyRecord(store, { account }, { kind, parent: item }))
      if (record.state !== 'purged') about.push({ kind, id: record.id });
  for await (const record of everyRecord(store, { account }, { kind: 'upload' }))
    if (typed<{ item?: string }>(record).payload.item === item) about.push({ kind: 'upload', id: record.id });
  const single = ['attributes', 'favourite'].map((kind) => ({ kind, id: item }));
  return present(store, account, [...documents, ...about, ...single, { kind: 'item', id: item }]);
}

/** The contents of a file's versions that no other file has. */
async function contentsOf(store: Store, account: string, item: string): Promise<Plan['contents']> {
  const own = new Map<string, number>();
  const others = new Set<string>();
  for await (const record of everyRecord(store, { account }, { kind: 'version' })) {
    if (record.state !== 'kept') continue;
    const { blob, size } = typed<ContentReference>(record).payload;
    if (record.parent === item) own.set(blob, size);
    else others.add(blob);
  }
  const gone = [...own].filter(([blob]) => !others.has(blob));
  return { files: gone.length, bytes: gone.reduce((sum, [, size]) => sum + size, 0) };
}

/** Everything in the project is counted; what is in the account has to be taken one by one. */
async function project(store: Store, account: string, id: string): Promise<Doomed[]> {
  const isKnown = (await store.get({ account }, 'project', id)) !== undefined;
  const doomed = isKnown ? await allOf(store, { account, project: id }) : [];
  for await (const record of everyRecord(store, { account }, { kind: 'attachment' }))
    if (isAttachedTo(record, id)) doomed.push({ kind: 'attachment', id: record.id });
  const own = ['reindexing', 'project'].map((kind) => ({ kind, id }));
  return [...doomed, ...(await present(store, account, own))];
}

function isAttachedTo(record: StoredRecord, project: string): boolean {
  return typed<{ projectId: string }>(record).payload.projectId === project;
}

async function kindsOf(store: Store, scope: Scope): Promise<Set<string>> {
  const kinds = new Set<string>();
  for (let after = 0; ;) {
    const commits = await store.changes(scope, after, 500);
    for (const { records } of commits) for (const { kind } of records) kinds.add(kind);
    after = commits.at(-1)?.seq ?? after;
    if (commits.length < 500) break;
  }
  kinds.delete('index');
  return kinds;
}
