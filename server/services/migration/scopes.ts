/** Copies scopes from one store into another, piece by piece, and goes on where an earlier run was ended. */
import { createHash } from 'node:crypto';
import type { CopiedScope, CopyPlace, Filling, ScopeMeasure, Snapshot } from '../../store/copying.ts';

export interface MeasuredScope extends CopiedScope, ScopeMeasure {}

/** Every scope of a moment with how much there is of it. */
export async function measureScopes(snapshot: Snapshot): Promise<MeasuredScope[]> {
  const measured: MeasuredScope[] = [];
  for (const scope of snapshot.scopes) measured.push({ ...scope, ...(await snapshot.measure(scope.name)) });
  return measured;
}

/** A state of a store, hex: another one after any commit, and after most of what is written without one. */
export function stateOf(scopes: readonly MeasuredScope[]): string {
  return createHash('sha256').update(JSON.stringify(scopes)).digest('hex');
}

export function rowsIn({ rows }: ScopeMeasure): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

export interface ScopesMove {
  readonly scopes: readonly MeasuredScope[];
  readonly from: Snapshot;
  readonly to: Filling;
  readonly report: (rows: number, bytes: number) => void;
  readonly signal: AbortSignal;
}

/** What was copied before is not copied again. */
export async function copyScopes({ scopes, from, to, report, signal }: ScopesMove): Promise<void> {
  for (const scope of scopes) {
    signal.throwIfAborted();
    const place = await to.place(scope);
    report(rowsBefore(scope, place), 0);
    for await (const piece of ahead(from.read(scope.name, place))) {
      await to.write(scope, piece);
      signal.throwIfAborted();
      report(rowsOf(piece), piece.byteLength);
    }
  }
}

/** The tables of a measure stand in the order in which they are copied. */
function rowsBefore({ rows }: ScopeMeasure, place: CopyPlace | undefined): number {
  if (place === undefined) return 0;
  let before = place.rows;
  for (const [table, count] of Object.entries(rows)) {
    if (table === place.table) break;
    before += count;
  }
  return before;
}

/** Lines that are no head; in bytes, a row begins with a bracket. */
function rowsOf(piece: Uint8Array): number {
  let rows = 0;
  for (let at = 0; at < piece.byteLength; at = piece.indexOf(newLine, at) + 1)
    if (piece[at] === bracket) rows++;
  return rows;
}

const newLine = 10;
const bracket = 91;

/** Reads the next piece while the one before is written. */
async function* ahead(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  let next = pieces.next();
  try {
    for (;;) {
      const piece = await next;
      if (piece.done === true) return;
      next = pieces.next();
      // Heard when it is waited for; until then it must not end the process.
      next.catch(() => undefined);
      yield piece.value;
    }
  } finally {
    await next.catch(() => undefined);
    await pieces.return?.();
  }
}
