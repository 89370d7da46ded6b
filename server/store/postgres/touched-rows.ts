/**
 * Which rows of a space with hidden keys each commit touched, written with it: a server that holds the names of such a
 * space learns from this what to read again. It names rows by their hashed keys, and is sealed.
 */
import type { RowSealing } from './row-sealing.ts';

/** So many commits are told of. Whoever knows less reads the whole space. */
export const commitsTold = 2_048;

/** Rows of this space say what was touched in another one; their keys are in the order of the commits. */
export function touchedSpace(space: string): string {
  return `~${space}`;
}

export function touchedKey(seq: number): string {
  return String(seq).padStart(16, '0');
}

export function seqOf(key: string): number {
  return Number(key);
}

/** @param rows hashed keys; undefined when the space was cleared */
export function touchedRow(
  sealing: RowSealing,
  scope: string,
  { space, seq, rows }: { space: string; seq: number; rows: readonly Buffer[] | undefined },
): [scope: string, space: string, key: Buffer, value: Buffer] {
  const own = touchedSpace(space);
  const key = touchedKey(seq);
  const value = Buffer.from(JSON.stringify(rows?.map((row) => row.toString()) ?? null));
  return [scope, own, sealing.key(own, key), sealing.seal(scope, own, key, value)];
}

/** Hashed keys; undefined when anything may have been touched. */
export function readTouched(value: Uint8Array): string[] | undefined {
  return (JSON.parse(Buffer.from(value).toString()) as string[] | null) ?? undefined;
}
