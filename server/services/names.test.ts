/** When names are the same on Windows, macOS or Linux, and which name is free. */
import { describe, expect, it } from 'vitest';
import { foldName } from '../sync/core/names.ts';
import { freeName } from './names.ts';

describe('names', () => {
  it.each([
    ['Report.TXT', 'report.txt'],
    ['Ärger.md', 'A\u0308RGER.md'],
    ['ΟΔΟΣ', 'οδος'],
    ['Åse', '\u212Bse'],
    ['ЁЛКА', 'ёлка'],
  ])('%s and %s are the same', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ['Straße', 'Strasse'],
    ['x²', 'x2'],
    ['ﬁle', 'file'],
    ['resume', 'résumé'],
  ])('%s and %s are two', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });

  it('the first free number is put before the extension', async () => {
    const taken = new Set(['a.tar', 'a (2).tar', '.env']);
    const free = (name: string) => freeName(name, async (other) => taken.has(other));
    expect(await free('a.tar')).toBe('a (3).tar');
    expect(await free('.env')).toBe('.env (2)');
    expect(await free('b')).toBe('b');
  });
});
