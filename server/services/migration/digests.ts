/**
 * What a scope holds, as one hash that does not depend on the order of its rows: the drivers keep some of them in
 * different orders. Each line of the copy is hashed by SHA-256; eight lanes of 32 bits add these up, table by table.
 */
import { createHash, hash } from 'node:crypto';
import { headIn, linesIn, type CopiedName } from '../../store/copied-lines.ts';

export interface ScopeDigest {
  /** Rows of each table that has some. */
  readonly rows: Readonly<Partial<Record<CopiedName, number>>>;
  /** SHA-256 of the tables' names, counts and sums, hex. */
  readonly digest: string;
}

/** Adds up hashes; the same set of them gives the same sum in any order. */
export interface HashSum {
  /** @param sha256 32 bytes */
  add(sha256: Buffer): void;
  readonly count: number;
  /** Hex. */
  total(): string;
}

const lanes = 8;

export function createHashSum(): HashSum {
  const sum = new Uint32Array(lanes);
  let count = 0;
  return {
    add(sha256) {
      count++;
      // Stored modulo 2³².
      for (let lane = 0; lane < lanes; lane++)
        sum[lane] = (sum[lane] as number) + sha256.readUInt32BE(lane * 4);
    },
    get count() {
      return count;
    },
    total: () => [...sum].map((value) => value.toString(16).padStart(8, '0')).join(''),
  };
}

/** The digest of a scope's lines. @param report hears of the bytes and rows of each piece */
export async function digestOf(
  lines: AsyncIterable<Uint8Array>,
  report: (rows: number, bytes: number) => void,
): Promise<ScopeDigest> {
  const sums = new Map<CopiedName, HashSum>();
  let table: CopiedName | undefined;
  for await (const piece of lines) {
    let read = 0;
    for (const line of linesIn(piece)) {
      const begun = headIn(line)?.table;
      table = begun ?? table;
      if (begun !== undefined || table === undefined) continue;
      const sum = sums.get(table) ?? createHashSum();
      sums.set(table, sum);
      sum.add(hash('sha256', line, 'buffer'));
      read++;
    }
    report(read, piece.byteLength);
  }
  const sorted = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const whole = createHash('sha256');
  for (const [name, sum] of sorted) whole.update(`${name} ${sum.count} ${sum.total()}\n`);
  return {
    rows: Object.fromEntries(sorted.map(([name, { count }]) => [name, count])),
    digest: whole.digest('hex'),
  };
}
