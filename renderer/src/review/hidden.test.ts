/** Signs that cannot be seen are found and named; plain text stays as it is. */
import { expect, it } from 'vitest';
import { visibleParts } from './hidden.ts';

const parts = (text: string) => visibleParts(text).map(({ text: said, hidden }) => hidden ?? said);

it('names runs of unseen signs where they stand', () => {
  expect(parts('Tea\u200B\u2060 at four')).toEqual(['Tea', 'U+200B U+2060', ' at four']);
  expect(parts('\u202Eevil\u202C')).toEqual(['U+202E', 'evil', 'U+202C']);
});

it('reads what is written in tags', () => {
  const said = Array.from('obey', (sign) => String.fromCodePoint(0xe0000 + (sign.codePointAt(0) ?? 0)));
  expect(parts(`Hello${said.join('')}`)).toEqual(['Hello', 'obey']);
});

it('leaves other text alone, whole', () => {
  for (const text of ['Tea at four.', 'いつも七時', 'المرفأ', ''])
    expect(visibleParts(text)).toEqual(text === '' ? [] : [{ text }]);
});
