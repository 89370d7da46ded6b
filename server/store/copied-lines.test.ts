/** Lines of a copy, as they come from files that end pieces anywhere, and from older copies. */
import { expect, it } from 'vitest';
import { headIn, wholeLines } from './copied-lines.ts';

it('lines stay whole whatever the pieces are, also those longer than a piece', async () => {
  const lines = [10, 700_000, 3, 262_144, 0, 50].map((length, at) => `${'x'.repeat(length)}${at}\n`);
  const all = Buffer.from(lines.join(''));
  async function* cut(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < all.byteLength; at += 60_000) yield all.subarray(at, at + 60_000);
  }
  const pieces: Buffer[] = [];
  for await (const piece of wholeLines(cut())) pieces.push(Buffer.from(piece));
  expect(pieces.length).toBeGreaterThan(2);
  for (const piece of pieces) expect(piece.at(-1)).toBe(10);
  expect(Buffer.concat(pieces).equals(all)).toBe(true);
});

it('a head may have fewer columns than today, and none that no copy has', () => {
  expect(headIn('["acc_1",3]')).toBeUndefined();
  const older = { table: 'jobs', columns: ['id', 'account'] };
  expect(headIn(JSON.stringify(older))).toEqual(older);
  for (const wrong of [
    { table: 'jobs', columns: ['id', 'id = id --'] },
    { table: 'sqlite_master', columns: [] },
    { table: 'constructor', columns: [] },
  ])
    expect(() => headIn(JSON.stringify(wrong))).toThrow(/unknown table or columns/);
});
