/** Recognises the export of another product by its names and first piece, and reads it piece by piece. */
import { KeepsakeError } from '../../../../contract/index.ts';
import type { ImportSource } from '../../../../contract/operations/portable.ts';
import { readJsonArray, readJsonLines, type Piece } from '../json-stream.ts';
import type { Archive } from '../zip-reader.ts';
import { isChatGpt, readChatGpt } from './chatgpt.ts';
import { isClaude, readClaude } from './claude.ts';
import { readBotWire, readGraph, readMem0, readMemoryLake, readNote } from './memories.ts';
import { fault, type Fault, type Thing } from './thing.ts';

export type ForeignSource = Exclude<ImportSource, 'keepsake'>;

const conversationsFile = /(^|\/)conversations(-\d+)?\.json$/;
const note = /\.(md|markdown)$/i;
/** A longer note is a document. */
const longestNote = 1024 * 1024;

/** What the archive is an export of. @throws KeepsakeError VALIDATION_ERROR when nothing tells */
export async function recogniseSource(archive: Archive): Promise<ForeignSource> {
  const talks = archive.names.find((name) => conversationsFile.test(name));
  if (talks !== undefined) {
    const first = await firstOf(readJsonArray(archive.open(talks)));
    if (isChatGpt(first)) return 'chatgpt';
    if (isClaude(first)) return 'claude';
  }
  const json = archive.names.find((name) => /\.jsonl?$/.test(name));
  const found = json === undefined ? undefined : await recogniseJson(archive, json);
  if (found !== undefined) return found;
  if (archive.names.some((name) => note.test(name))) return 'markdown';
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'The file is no export that is known here. Say with `source` what it comes from.',
  );
}

async function recogniseJson(archive: Archive, name: string): Promise<ForeignSource | undefined> {
  const first = await firstOf(readMembers(archive, name));
  if (typeof first !== 'object' || first === null) return undefined;
  if (isChatGpt(first)) return 'chatgpt';
  if (isClaude(first)) return 'claude';
  if ('memory' in first) return 'mem0';
  if ('entityType' in first || 'relationType' in first) return 'server-memory';
  if ('namespace' in first && 'key' in first) return 'botwire';
  return 'id' in first && 'content' in first ? 'memorylake' : undefined;
}

async function firstOf(pieces: AsyncIterable<Piece>): Promise<unknown> {
  for await (const piece of pieces) return 'value' in piece ? piece.value : undefined;
  return undefined;
}

/** Everything in the archive, in order. */
export async function* readForeign(archive: Archive, source: ForeignSource): AsyncGenerator<Thing | Fault> {
  if (source === 'markdown') yield* readNotes(archive);
  else if (source === 'server-memory') yield* readGraph(valuesOf(archive));
  else yield* readPieces(archive, source);
}

async function* readPieces(archive: Archive, source: keyof typeof readers): AsyncGenerator<Thing | Fault> {
  for await (const { value, where, fault: what } of membersOf(archive)) {
    if (what !== undefined) yield fault(where, what);
    else yield readers[source](value, where);
  }
}

const readers = {
  chatgpt: readChatGpt,
  claude: readClaude,
  mem0: readMem0,
  memorylake: readMemoryLake,
  botwire: readBotWire,
} as const;

interface Member {
  readonly value: unknown;
  readonly where: string;
  readonly fault?: string;
}

async function* membersOf(archive: Archive): AsyncGenerator<Member> {
  const talks = archive.names.filter((name) => conversationsFile.test(name));
  const names = talks.length > 0 ? talks : archive.names.filter((name) => /\.jsonl?$/.test(name));
  for (const name of names) {
    let number = 0;
    for await (const piece of readMembers(archive, name)) {
      const where = `${name} number ${++number}`;
      yield 'value' in piece
        ? { value: piece.value, where }
        : { value: undefined, where, fault: piece.fault };
    }
  }
}

async function* valuesOf(archive: Archive): AsyncGenerator<{ value: unknown; where: string }> {
  for await (const { value, where } of membersOf(archive)) yield { value, where };
}

/** Lines, members of an array, or those of `results` or `items` of an object. */
async function* readMembers(archive: Archive, name: string): AsyncGenerator<Piece> {
  const pieces = name.endsWith('.jsonl') ? readJsonLines : readJsonArray;
  for await (const piece of pieces(archive.open(name))) {
    const list = 'value' in piece ? listOf(piece.value) : undefined;
    if (list === undefined) yield piece;
    else for (const value of list) yield { value };
  }
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of ['results', 'memories', 'items', 'data']) {
    const list: unknown = (value as Record<string, unknown>)[name];
    if (Array.isArray(list)) return list as unknown[];
  }
  return undefined;
}

async function* readNotes(archive: Archive): AsyncGenerator<Thing | Fault> {
  for (const name of archive.names.filter((one) => note.test(one))) {
    if (archive.sizeOf(name) > longestNote) {
      yield fault(name, 'It is longer than a memory. Add it as a document: keepsake add.');
      continue;
    }
    const pieces: Uint8Array[] = [];
    for await (const bytes of archive.open(name)) pieces.push(bytes);
    yield readNote(Buffer.concat(pieces).toString(), name);
  }
}
