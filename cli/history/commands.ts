/** `keepsake log`, `show`, `diff`, `restore` and `snapshot`. */
import { KeepsakeError, type Author, type Snapshot } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';
import { everyPage, showChange } from './lines.ts';

export interface ProjectOptions {
  project?: string;
}

export interface LogOptions extends ProjectOptions {
  limit: number;
  record?: string;
  key?: string;
  since?: string;
  until?: string;
  branch?: string;
}

export interface DiffOptions extends ProjectOptions {
  kind?: string;
}

export interface RestoreOptions extends ProjectOptions {
  memory?: string;
  dryRun?: boolean;
}

export interface RefOptions extends ProjectOptions {
  at: string;
  message?: string;
}

/** The client of the local server, and the project that was asked for. */
export async function openProject({ project }: ProjectOptions) {
  const { client } = await openSession();
  return { client, projectId: (await findProject(client, project)).id };
}

export async function log(options: LogOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const { limit, record, key, since, until, branch } = options;
  const filter = {
    projectId,
    record_id: record,
    key_id: key,
    branch,
    since: isoTime(since),
    until: isoTime(until),
  };
  const items = await everyPage(
    (before: number | undefined, left) =>
      client.getProjectLog({ ...filter, before, limit: Math.min(100, left) }),
    limit,
  );
  const lines = items.map(({ seq, time, author, records }) => {
    const written = records.map(({ kind, id, status }) => `${kind} ${id} (${status})`).join(', ');
    return `${seq}  ${time}  ${showAuthor(author)}: ${written}`;
  });
  output.result(items, lines.length === 0 ? ['Nothing written.'] : lines);
}

export async function show(seq: number, options: ProjectOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const { changes, ...commit } = await client.showCommit({ projectId, seq, limit: 100 });
  const head = `Commit ${seq}, ${commit.time}, by ${showAuthor(commit.author)}`;
  const lines = changes.flatMap((change) => [
    ...showChange(change),
    ...(change.message ? [`    ${change.message}`] : []),
  ]);
  output.result({ ...commit, changes }, [head, ...lines]);
}

export async function diff(
  span: { from: string; to: string },
  { kind, ...options }: DiffOptions,
  output: Output,
): Promise<void> {
  if (kind !== undefined && kind !== 'memory' && kind !== 'entry' && kind !== 'document')
    throw new KeepsakeError('VALIDATION_ERROR', 'The kind is "memory", "entry" or "document".');
  const { client, projectId } = await openProject(options);
  const changes = await everyPage((after: string | undefined) =>
    client.diffProject({ projectId, ...span, kind, after, limit: 100 }),
  );
  output.result(changes, changes.length === 0 ? ['Nothing differs.'] : changes.flatMap(showChange));
}

export async function restore(point: string, options: RestoreOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const { memory, dryRun = false } = options;
  if (memory !== undefined) {
    if (dryRun)
      throw new KeepsakeError('VALIDATION_ERROR', 'One memory has no dry run. Leave --dry-run out.');
    const restored = await client.restoreMemory({ projectId, memoryId: memory, revision: point });
    output.result(restored, [`Restored ${restored.name} (version ${restored.version}).`]);
    return;
  }
  const result = await client.restoreProjectTo({ projectId, to: point, dry_run: dryRun });
  const { added, changed, removed, unavailable, seq, to_seq } = result;
  const say = (what: string, { memories, entries, documents }: typeof added) =>
    `  ${what}: ${memories} memories, ${entries} values, ${documents} documents`;
  const head = dryRun
    ? `Restoring to commit ${to_seq} would bring back, change and remove:`
    : `Restored to commit ${to_seq} as commit ${seq}:`;
  const missing =
    unavailable === 0 ? [] : [`  ${unavailable} documents are gone from the drive and stay as they are`];
  output.result(result, [
    head,
    say('brought back', added),
    say('changed', changed),
    say('removed', removed),
    ...missing,
  ]);
}

export async function createSnapshot(name: string, options: RefOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const snapshot = await client.createSnapshot({ projectId, name, at: options.at, message: options.message });
  output.result(snapshot, [showSnapshot(snapshot)]);
}

export async function listSnapshots(options: ProjectOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const items = await everyPage((after: string | undefined) =>
    client.listSnapshots({ projectId, after, limit: 100 }),
  );
  output.result(items, items.length === 0 ? ['There are no snapshots.'] : items.map(showSnapshot));
}

function showSnapshot({ name, seq, created_at, message }: Snapshot): string {
  return `${name}  (commit ${seq}, ${created_at})${message === undefined ? '' : `  ${message}`}`;
}

function showAuthor({ type, name, client }: Author): string {
  return [name ?? type, ...(client === undefined ? [] : [client])].join(', ');
}

function isoTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new KeepsakeError('VALIDATION_ERROR', `"${text}" is no time. Write it like 2026-11-21T09:30:00Z.`);
}
