/** An export: a project, or everything an account has, as one archive that is made while it is read. */
import type { Scope, Store } from '../../store/store.ts';
import { accountScope, projectScope, requireOwner, type Caller } from '../caller.ts';
import type { Content, ContentReference } from '../content.ts';
import { typed, type Clock } from '../records.ts';
import { archiveOf, inPieces, jsonLines, type ArchiveFile } from './archive.ts';
import {
  allItems,
  documentsOf,
  itemsOfProject,
  liveFoldersOf,
  versionPath,
  type ItemLine,
} from './drive-lines.ts';
import { gitRepository } from './git-history.ts';
import { historyOf, type HistoryCommit, type HistoryKind } from './history.ts';
import { createCounts, fileOf, type Place } from './markdown.ts';
import { fileNameOf, slugOf } from './text.ts';

/** The first file of an archive tells what it is. */
export const headPath = 'keepsake.json';
export const exportFormat = 1;

export interface ExportDependencies {
  store: Store;
  content: Content;
  clock: Clock;
}

export interface ExportOptions {
  /** Everything when left out. */
  readonly projectId?: string | undefined;
  /** Whether the history is also given as a git repository. */
  readonly git: boolean;
}

export interface ExportedProject {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  /** When it was made. */
  readonly at: number;
  readonly liveFolders: readonly string[];
}

interface Part {
  readonly scope: Required<Scope>;
  readonly head: number;
  readonly now: number;
  readonly at: number;
  readonly about: ExportedProject;
}

/** @throws KeepsakeError NOT_FOUND, FORBIDDEN for a key */
export async function exportArchive(
  { store, content, clock }: ExportDependencies,
  caller: Caller,
  { projectId, git }: ExportOptions,
): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> }> {
  requireOwner(caller);
  const { account } = caller;
  const scopes =
    projectId === undefined
      ? await allProjects(store, caller)
      : [await projectScope(store, caller, projectId)];
  const parts = await Promise.all(scopes.map((scope) => partOf(store, scope, clock())));
  const one = parts[0];
  const items = () =>
    projectId === undefined || one === undefined
      ? allItems(store, account)
      : itemsOfProject(store, one.scope);
  const files = filesOf({ store, content, clock }, account, parts, items, { projectId, git });
  const title = projectId === undefined ? 'everything' : slugOf(one?.about.name ?? '');
  return { name: `keepsake-${title === '' ? 'project' : title}.zip`, bytes: archiveOf(files) };
}

async function* filesOf(
  { store, content }: ExportDependencies,
  account: string,
  parts: readonly Part[],
  items: () => AsyncGenerator<ItemLine>,
  { projectId, git }: ExportOptions,
): AsyncGenerator<ArchiveFile> {
  const at = Math.max(0, ...parts.map((part) => part.at));
  const head = {
    keepsake: 'export',
    format: exportFormat,
    scope: projectId === undefined ? 'everything' : 'project',
    git,
    projects: parts.map(({ about }) => about),
  };
  yield textFile(headPath, at, `${JSON.stringify(head, null, 2)}\n`);
  yield { path: 'drive.jsonl', at, open: () => jsonLines(items()) };
  for await (const item of items()) yield* versionFiles(store, content, account, item);
  for (const part of parts) yield* projectFiles(store, part, git);
}

async function* versionFiles(
  store: Store,
  content: Content,
  account: string,
  item: ItemLine,
): AsyncGenerator<ArchiveFile> {
  for (const version of item.versions) {
    const record = await store.get({ account }, 'version', version.id);
    if (record?.state !== 'kept') continue;
    const { payload } = typed<ContentReference>(record);
    const open = async function* () {
      yield* await content.read(account, payload);
    };
    yield { path: versionPath(item, version), at: version.at, open };
  }
}

async function* projectFiles(store: Store, part: Part, git: boolean): AsyncGenerator<ArchiveFile> {
  const { scope, at, about } = part;
  const history = () => historyOf(store, scope, part);
  const below = (path: string) => `${about.folder}/${path}`;
  yield { path: below('documents.jsonl'), at, open: () => jsonLines(documentsOf(store, scope)) };
  const latest = new Map<string, Latest>();
  yield {
    path: below('history.jsonl'),
    at,
    open: () => jsonLines(noting(history(), latest)),
  };
  yield* textFiles(store, part, latest);
  if (!git) return;
  for await (const file of gitRepository(history()))
    yield { path: below(`history.git/${file.path}`), at: file.at, open: () => inPieces([file.bytes]) };
}

/** The commit that wrote a record last, as far as its file needs it. */
interface Latest {
  readonly kind: HistoryKind;
  readonly place: Place;
  readonly commit: Pick<HistoryCommit, 'at' | 'author'>;
}

async function* noting(
  history: AsyncIterable<HistoryCommit>,
  latest: Map<string, Latest>,
): AsyncGenerator<HistoryCommit> {
  const counts = createCounts();
  for await (const commit of history) {
    const { at, author } = commit;
    for (const { kind, id } of commit.records) {
      const place = latest.get(id)?.place ?? { first: at, ordinal: counts.next(kind) };
      latest.set(id, { kind, place, commit: { at, author } });
    }
    yield commit;
  }
}

/** What is in the project now, as people read it. */
async function* textFiles(
  store: Store,
  { scope, about }: Part,
  latest: ReadonlyMap<string, Latest>,
): AsyncGenerator<ArchiveFile> {
  for (const [id, { kind, place, commit }] of latest) {
    const record = await store.get(scope, kind, id);
    if (record === undefined || ['purged', 'expired'].includes(record.state)) continue;
    const file = fileOf({ kind, id, state: record.state, payload: record.payload }, commit, place);
    if (file !== undefined) yield textFile(`${about.folder}/${file.path}`, commit.at, file.text);
  }
}

function textFile(path: string, at: number, text: string): ArchiveFile {
  return { path, at, open: () => inPieces([Buffer.from(text)]) };
}

async function allProjects(store: Store, caller: Caller): Promise<Required<Scope>[]> {
  const query = {
    kind: 'project',
    states: ['active', 'archived'],
    order: 'created',
    limit: 1_000_000,
  } as const;
  const records = await store.list(accountScope(caller), query);
  return records.map(({ id }) => ({ account: caller.account, project: id }));
}

async function partOf(store: Store, scope: Required<Scope>, now: number): Promise<Part> {
  const [record, head, liveFolders] = await Promise.all([
    store.get({ account: scope.account }, 'project', scope.project),
    store.head(scope),
    liveFoldersOf(store, scope),
  ]);
  const payload = record?.payload as { name: string; description: string };
  const { name, description } = payload;
  const folder = `projects/${fileNameOf(`${slugOf(name)}-${scope.project}`)}`;
  const at = record?.createdAt ?? 0;
  return { scope, head, now, at, about: { id: scope.project, name, description, folder, at, liveFolders } };
}
