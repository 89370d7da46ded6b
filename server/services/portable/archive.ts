/** A zip archive made while it is read, whose last file is the list of the hashes of all others. */
import { createHash } from 'node:crypto';
import { makeZip } from 'client-zip';

export interface ArchiveFile {
  readonly path: string;
  /** When it was written last, in milliseconds since 1970. */
  readonly at: number;
  /** Opened when the archive gets to it. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** As `sha256sum --check` reads it. */
export const manifestPath = 'manifest.sha256';

/** The first moment that a zip can tell. */
const firstDay = Date.UTC(1980, 0, 2);

/** Whoever stops reading closes the file that is under way. */
export async function* archiveOf(files: AsyncIterable<ArchiveFile>): AsyncGenerator<Uint8Array> {
  const reading: { file?: AsyncGenerator<Uint8Array> } = {};
  const entries = entriesOf(files, reading);
  const reader = makeZip(entries as Parameters<typeof makeZip>[0]).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // It answers a cancellation with the very error that it is given.
    await reader.cancel().catch(() => undefined);
    await reading.file?.return(undefined);
    await entries.return(undefined);
  }
}

async function* entriesOf(
  files: AsyncIterable<ArchiveFile>,
  reading: { file?: AsyncGenerator<Uint8Array> },
): AsyncGenerator<{ name: string; lastModified: Date; input: AsyncIterable<Uint8Array> }> {
  const hashes: Buffer[] = [];
  const entry = ({ path, at, open }: ArchiveFile, onHash: (hash: string) => void) => {
    const input = hashed(open, onHash);
    reading.file = input;
    return { name: path, lastModified: new Date(Math.max(at, firstDay)), input };
  };
  let last = 0;
  for await (const file of files) {
    last = Math.max(last, file.at);
    yield entry(file, (hash) => hashes.push(Buffer.from(`${hash}  ${escaped(file.path)}\n`)));
  }
  const manifest = { path: manifestPath, at: last, open: () => inPieces(hashes) };
  yield entry(manifest, () => undefined);
}

/** Paths here hold no line break; a backslash would be read as the beginning of one. */
function escaped(path: string): string {
  return path.replaceAll(/[\\\r\n]/g, '_');
}

async function* hashed(
  open: () => AsyncIterable<Uint8Array>,
  onHash: (hash: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of open()) {
    hash.update(bytes);
    yield bytes;
  }
  onHash(hash.digest('hex'));
}

/** Bytes that are there already, as a file's. */
export async function* inPieces(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** One line of JSON for each. */
export async function* jsonLines(
  values: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<Uint8Array> {
  for await (const value of values) yield Buffer.from(`${JSON.stringify(value)}\n`);
}
