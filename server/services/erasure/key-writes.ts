/** What one key wrote: whole records where it began them, and revisions of its own in the histories of others. */
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { revisionsOnBranches } from './branches.ts';
import { conversation, type Doomed } from './doomed.ts';
import { everyRecord } from '../walking.ts';

const mostRevisions = 1_000_000;
const written = ['memory', 'entry', 'conversation', 'message'] as const;

/** In one project, or in all of the account. */
export async function keyWrites(
  store: Store,
  account: string,
  key: string,
  project: string | undefined,
): Promise<Doomed[]> {
  const projects = project === undefined ? await projectsOf(store, account) : [project];
  const doomed: Doomed[] = [];
  for (const id of projects) doomed.push(...(await writesIn(store, { account, project: id }, key)));
  return doomed;
}

export async function projectsOf(store: Store, account: string): Promise<string[]> {
  const ids: string[] = [];
  const states = ['active', 'archived', 'deleted'];
  for await (const { id } of everyRecord(store, { account }, { kind: 'project', states })) ids.push(id);
  return ids;
}

async function writesIn(store: Store, scope: Required<Scope>, key: string): Promise<Doomed[]> {
  const touched = await touchedBy(store, scope, key);
  const doomed = new Map<string, Doomed>();
  for (const { kind, id } of touched) {
    const record = await store.get(scope, kind, id);
    if (record?.state === 'erased') continue;
    if (record === undefined) {
      for (const one of await takenBesideMain(store, scope, { kind, id }, key))
        doomed.set(`${kind} ${id}`, one);
      continue;
    }
    for (const one of await taken(store, scope, record, key)) doomed.set(`${one.kind} ${one.id}`, one);
  }
  return [...doomed.values()];
}

/** What the log of commits says that the key wrote. */
async function touchedBy(store: Store, scope: Scope, key: string): Promise<{ kind: string; id: string }[]> {
  const touched = new Map<string, { kind: string; id: string }>();
  for (let after = 0; ;) {
    const commits = await store.changes(scope, after, 500);
    for (const { author, records } of commits) {
      if (author.type !== 'key' || author.id !== key) continue;
      for (const { kind, id } of records)
        if (written.some((one) => one === kind)) touched.set(`${kind} ${id}`, { kind, id });
    }
    after = commits.at(-1)?.seq ?? after;
    if (commits.length < 500) return [...touched.values()];
  }
}

async function taken(
  store: Store,
  scope: Required<Scope>,
  record: StoredRecord,
  key: string,
): Promise<Doomed[]> {
  const { project } = scope;
  const { kind, id } = record;
  if (kind === 'conversation') return isOnlyOf(store, scope, record, key);
  if (record.createdBy.id === key) return [{ project, kind, id }];
  const revisions = [
    ...(await store.revisions(scope, kind, id, mostRevisions)),
    ...(await revisionsOnBranches(store, scope, kind, id)),
  ];
  const own = revisions.filter(({ author }) => author.id === key).map(({ revision }) => revision);
  if (own.length === revisions.length) return [{ project, kind, id }];
  return own.length === 0 ? [] : [{ project, kind, id, revisions: own }];
}

/** A record that branches alone have. */
async function takenBesideMain(
  store: Store,
  { account, project }: Required<Scope>,
  { kind, id }: { kind: string; id: string },
  key: string,
): Promise<Doomed[]> {
  const revisions = await revisionsOnBranches(store, { account, project }, kind, id);
  const own = revisions.filter(({ author }) => author.id === key).map(({ revision }) => revision);
  if (own.length === 0) return [];
  return [{ project, kind, id, ...(own.length === revisions.length ? {} : { revisions: own }) }];
}

/** A conversation in which somebody else spoke stays with what they said. */
async function isOnlyOf(
  store: Store,
  scope: Required<Scope>,
  { id, createdBy }: StoredRecord,
  key: string,
): Promise<Doomed[]> {
  if (createdBy.id !== key) return [];
  for await (const message of everyRecord(store, scope, { kind: 'message', parent: id }))
    if (message.createdBy.id !== key) return [];
  return conversation(store, scope, id);
}
