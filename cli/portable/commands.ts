/** `keepsake export` and `keepsake import`. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';
import { KeepsakeError } from '../../contract/index.ts';
import type { ImportReport, ImportSource } from '../../contract/operations/portable.ts';
import type { Output } from '../output.ts';
import { findProject, openSession, type Session } from '../session.ts';
import { createTransfers } from '../uploading/transfer.ts';
import { withGathered, type RemoteOptions } from './gather.ts';

export interface ExportOptions {
  project?: string;
  git: boolean;
}

export interface ImportOptions extends RemoteOptions {
  project?: string;
  from?: ImportSource;
  dryRun?: boolean;
}

const mega = 1024 * 1024;

/** Writes the archive beside its place and moves it there whole; an interruption leaves nothing. */
export async function exportTo(
  path: string | undefined,
  { project, git }: ExportOptions,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  const stop = new AbortController();
  const onStop = () => stop.abort();
  process.once('SIGINT', onStop);
  const options = { signal: stop.signal };
  const input = { git: git ? ('true' as const) : ('false' as const) };
  const found = project === undefined ? undefined : await findProject(client, project);
  const response =
    found === undefined
      ? await client.exportEverything(input, options)
      : await client.exportProject({ ...input, projectId: found.id }, options);
  const target = path ?? nameIn(response.headers.get('content-disposition'));
  const part = `${target}.${randomUUID()}.part`;
  try {
    await refuseExisting(target);
    let bytes = 0;
    let shown = 0;
    const counting = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        bytes += chunk.byteLength;
        if (bytes - shown >= 32 * mega) {
          shown = bytes;
          output.say(`${Math.floor(bytes / mega)} MB written`);
        }
        done(null, chunk);
      },
    });
    if (response.body === null) throw new KeepsakeError('INTERNAL', 'The server sent no archive. Try again.');
    const file = createWriteStream(part, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.fromWeb(response.body), counting, file, { signal: stop.signal });
    await rename(part, target);
    output.result({ path: target, bytes }, [`Exported to ${target} (${bytes} bytes).`]);
  } finally {
    process.removeListener('SIGINT', onStop);
    await rm(part, { force: true });
  }
}

/** Uploads a file, or what a folder or a server elsewhere holds, has it imported, and removes the upload again. */
export async function importFrom(
  path: string | undefined,
  { project, from, dryRun = false, ...remote }: ImportOptions,
  output: Output,
): Promise<void> {
  const session = await openSession();
  const projectId = project === undefined ? undefined : (await findProject(session.client, project)).id;
  await withGathered(path, from, remote, async (file) => {
    const itemId = await upload(session, file);
    try {
      const options = { item_id: itemId, source: from, project_id: projectId, dry_run: dryRun };
      const report = await session.client.importFile(options);
      output.result(report, showReport(report));
      if (report.problems.count > 0) process.exitCode = 1;
    } finally {
      await session.client.deleteItem({ itemId });
      await session.client.purgeItem({ itemId });
    }
  });
}

async function upload({ client, transport }: Session, path: string): Promise<string> {
  const { size } = await stat(path);
  const { items } = await client.listDrives({});
  const nothing = () => undefined;
  const id = items[0]?.root_item_id ?? '';
  const folder = { id, find: nothing, note: nothing, forget: nothing, all: () => [] };
  const source = { path, name: `import ${randomUUID()} ${basename(path)}`, size };
  const { item } = await createTransfers(client, transport, undefined).put(folder, source, nothing);
  return item.id;
}

function showReport({ source, dry_run, counts, problems }: ImportReport): string[] {
  const verb = dry_run ? 'would be added' : 'added';
  const lines = Object.entries(counts).map(
    ([what, { added, known, skipped }]) =>
      `  ${what}: ${added} ${verb}, ${known} there already, ${skipped} left out`,
  );
  const shown = problems.items.map(({ where, what }) => `  ! ${where}: ${what}`);
  const more = problems.count > shown.length ? [`  and ${problems.count - shown.length} problems more`] : [];
  return [`Import from ${source}${dry_run ? ' (only tried)' : ''}:`, ...lines, ...shown, ...more];
}

function nameIn(disposition: string | null): string {
  return basename(/filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'keepsake.zip');
}

async function refuseExisting(path: string): Promise<void> {
  const there = await open(path, 'r').catch(() => undefined);
  if (there === undefined) return;
  await there.close();
  throw new KeepsakeError('VALIDATION_ERROR', `${path} exists already. Choose another name.`);
}
