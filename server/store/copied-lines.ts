/** The lines of a copied scope, in which every driver writes the same state alike. */
import type { CopyPlace } from './copying.ts';

/** Columns of each table of a copy, in their order. */
export const copiedColumns = {
  accounts: ['account', 'made'],
  projects: ['project', 'account'],
  scopes: ['scope', 'seq'],
  records:
    'scope kind id parent state sort unique_key locator version revision seq created_at created_by'.split(
      ' ',
    ),
  revisions: 'scope kind id revision parents branch version seq at author state message payload'.split(' '),
  commits: ['scope', 'seq', 'at', 'author', 'records'],
  repeats: ['scope', 'principal', 'key', 'body_hash', 'at', 'answer'],
  rows: ['scope', 'space', 'key', 'value'],
  heads: 'scope branch kind id state unique_key version revision seq'.split(' '),
  outbox: ['account', 'id', 'project', 'body'],
  jobs: ['id', 'account', 'kind', 'priority', 'payload', 'attempts', 'at', 'retry_at'],
  marks: ['account', 'name', 'start', 'count', 'at'],
} satisfies Record<string, readonly string[]>;

export type CopiedName = keyof typeof copiedColumns;

export type CopiedValue = string | number | null | { readonly base64: string };

/** The first line of each table. Older backups may have fewer columns. */
export interface Head {
  readonly table: CopiedName;
  readonly columns: readonly string[];
}

const pieceBytes = 256 * 1024;

/** Collects lines into pieces of some 256 KB that end with a line. */
export interface Pieces {
  head(table: CopiedName, columns: readonly string[]): void;
  /** A row's values in the order of the columns. */
  row(values: readonly unknown[]): void;
  isFull(): boolean;
  take(): Buffer;
}

export function createPieces(): Pieces {
  let lines: string[] = [];
  let size = 0;
  const add = (line: string) => {
    lines.push(`${line}\n`);
    size += line.length;
  };
  return {
    head: (table, columns) => add(JSON.stringify({ table, columns } satisfies Head)),
    row: (values) => add(JSON.stringify(values.map(written))),
    isFull: () => size >= pieceBytes,
    take() {
      const piece = Buffer.from(lines.join(''));
      lines = [];
      size = 0;
      return piece;
    },
  };
}

function written(value: unknown): CopiedValue {
  if (value instanceof Uint8Array)
    return { base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  return value as CopiedValue;
}

/** The lines of a piece that ends with one. */
export function linesIn(piece: Uint8Array): string[] {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString();
  return text.split('\n').filter((line) => line !== '');
}

/** Pieces of some 256 KB that end with a line, of such as may end anywhere. */
export async function* wholeLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    waiting.push(piece);
    size += piece.byteLength;
    if (size < pieceBytes) continue;
    const all = Buffer.concat(waiting);
    const end = all.lastIndexOf(10) + 1;
    if (end > 0) yield all.subarray(0, end);
    waiting = [all.subarray(end)];
    size = all.byteLength - end;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** The table that a line begins; undefined for a row. @throws for names that no copy has */
export function headIn(line: string): Head | undefined {
  if (!line.startsWith('{')) return undefined;
  const head = JSON.parse(line) as Head;
  const own: readonly string[] = Object.hasOwn(copiedColumns, head.table) ? copiedColumns[head.table] : [];
  if (own.length > 0 && head.columns.every((column) => own.includes(column))) return head;
  throw new Error(`a copy names the unknown table or columns of ${JSON.stringify(head.table)}`);
}

/** The place behind one more line. */
export function placeAfter(place: CopyPlace | undefined, line: string): CopyPlace | undefined {
  const table = headIn(line)?.table;
  if (table === undefined) return place && { table: place.table, rows: place.rows + 1 };
  // Reading that goes on begins with the head of the table that it is in.
  return table === place?.table ? place : { table, rows: 0 };
}
