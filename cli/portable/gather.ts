/** What is to be imported, as one file: a file as it is, a folder of notes as a zip, a server's memories as lines. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeZip } from 'client-zip';
import { KeepsakeError } from '../../contract/index.ts';
import type { ImportSource } from '../../contract/operations/portable.ts';
import { readSecret } from '../secret-input.ts';
import { botWireLines, memoryLakeLines } from './remote.ts';

export interface RemoteOptions {
  url?: string;
  namespace?: string[];
}

/** Gives `work` the path of one file, and removes what was made for it afterwards. @throws KeepsakeError */
export async function withGathered(
  path: string | undefined,
  from: ImportSource | undefined,
  remote: RemoteOptions,
  work: (file: string) => Promise<void>,
): Promise<void> {
  if (remote.url === undefined && path !== undefined && (await stat(path)).isFile()) return work(path);
  const folder = await mkdtemp(join(tmpdir(), 'keepsake-import-'));
  try {
    const isRemote = remote.url !== undefined;
    const file = join(folder, isRemote ? 'gathered.jsonl' : 'gathered.zip');
    const bytes = isRemote ? fromServer(remote.url ?? '', from, remote) : fromFolder(path);
    await pipeline(bytes, createWriteStream(file, { mode: 0o600 }));
    await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* fromServer(
  url: string,
  from: ImportSource | undefined,
  { namespace = [] }: RemoteOptions,
): AsyncGenerator<string> {
  if (from === 'botwire') yield* botWireLines(url, namespace);
  else if (from === 'memorylake')
    yield* memoryLakeLines(url, await readSecret('Secret of the MemoryLake key: '));
  else throw new KeepsakeError('VALIDATION_ERROR', 'With --url, say --from botwire or --from memorylake.');
}

function fromFolder(path: string | undefined): Readable {
  if (path === undefined)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'Name a file or a folder to import, or an address with --url.',
    );
  return Readable.fromWeb(makeZip(notesBelow(path)) as Parameters<typeof Readable.fromWeb>[0]);
}

async function* notesBelow(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(md|markdown)$/i.test(entry.name));
  if (files.length === 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `There is no Markdown file in ${folder}. Choose another folder.`,
    );
  for (const { parentPath, name } of files.toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(parentPath, name);
    const { mtime } = await stat(path);
    const shown = relative(folder, path).split(sep).join('/');
    yield { name: shown, lastModified: mtime, input: createReadStream(path) as AsyncIterable<Uint8Array> };
  }
}
