/** Zips that lie about themselves. */
import { expect, test } from 'vitest';
import { sample, zipOf, type ZipPart } from '../fixtures.suite.ts';
import { checkParts, openZip } from './zip.ts';

const everything = (): boolean => true;

function open(...parts: ZipPart[]) {
  return openZip(zipOf(parts));
}

test('an honest zip tells its parts', () => {
  const zip = zipOf([
    { name: 'a.xml', content: 'hello' },
    { name: 'b/', content: '' },
  ]);
  expect(openZip(zip)).toMatchObject([
    { name: 'a.xml', size: 5, offset: 0 },
    { name: 'b/', size: 0 },
  ]);
  expect(() => checkParts(zip, openZip(zip), everything)).not.toThrow();
});

test.each(['survey-pandoc.docx', 'survey-libreoffice.docx'])('%s passes, part by part', (name) => {
  const bytes = sample(name);
  expect(() => checkParts(bytes, openZip(bytes), everything)).not.toThrow();
});

test.each<[string, ZipPart[], string]>([
  ['a name that climbs out', [{ name: 'a/../../b' }], 'damaged'],
  ['a Windows path', [{ name: String.raw`..\b` }], 'damaged'],
  ['an absolute name', [{ name: '/etc/passwd' }], 'damaged'],
  ['a drive letter', [{ name: 'C:x' }], 'damaged'],
  ['one name twice', [{ name: 'a' }, { name: 'a' }], 'damaged'],
  [
    'parts that share bytes',
    [
      { name: 'a', content: 'hello' },
      { name: 'b', claims: { offset: 0 } },
    ],
    'damaged',
  ],
  ['an encrypted part', [{ name: 'a', claims: { flags: 1 } }], 'encrypted'],
  ['a 64-bit size', [{ name: 'a', claims: { size: 0xffffffff } }], 'too_large'],
  [
    'sizes that add up to too much',
    Array.from({ length: 300 }, (_, i) => ({ name: `${i}`, claims: { size: 1_000_000 } })),
    'too_large',
  ],
  ['a ratio that no document has', [{ name: 'a', content: Buffer.alloc(3_000_000) }], 'too_large'],
  ['ten thousand and one parts', Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}` })), 'too_large'],
])('%s is refused', (_, parts, code) => {
  expect(() => open(...parts)).toThrow(expect.objectContaining({ code }));
});

test('a part that unpacks to more than it claims is refused before a reader unpacks it', () => {
  const zip = zipOf([{ name: 'a', content: Buffer.alloc(500_000), claims: { size: 1_000 } }]);
  expect(() => checkParts(zip, openZip(zip), everything)).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  );
});

test('a zip cut anywhere is damaged, and never an unforeseen error', () => {
  const zip = zipOf([
    { name: 'a', content: 'hello' },
    { name: 'b', content: 'world' },
  ]);
  for (let length = 0; length < zip.length; length++) {
    const cut = zip.subarray(zip.length - length);
    expect(() => checkParts(cut, openZip(cut), everything)).toThrow(
      expect.objectContaining({ code: 'damaged' }),
    );
  }
});
