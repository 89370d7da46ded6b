/** Rich text in the encodings of its time. */
import { expect, test } from 'vitest';
import { readRtf } from './rtf.ts';

function textOf(source: string): string {
  const { blocks } = readRtf(Buffer.from(source, 'latin1'));
  return blocks.map(({ text, rows }) => rows?.map((row) => row.join('|')).join('\n') ?? text).join('\n');
}

test.each([
  ['the code page of the document', String.raw`{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}`, 'Привет'],
  [
    'the character set of a font',
    String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset178 B;}}caf\'e9 \f1 \'d3\'e1\'c7\'e3}`,
    'café سلام',
  ],
  [
    'two bytes a character, the second of them written as a letter',
    String.raw`{\rtf1\ansi{\fonttbl{\f0\fcharset128 A;}}\f0 \'83\'89\'83A}`,
    'ラア',
  ],
  ['numbered characters with a stand-in', String.raw`{\rtf1\uc1 \u8364\'80 5}`, '€ 5'],
  ['a pair of halves', String.raw`{\rtf1\uc1\u-10179?\u-8704?}`, '😀'],
  ['no stand-in', String.raw`{\rtf1\uc0\u945\u946 x}`, 'αβx'],
  ['hidden text', String.raw`{\rtf1 seen{\v unseen} again}`, 'seen again'],
  [
    'pictures and unknown destinations',
    String.raw`{\rtf1 a{\pict 0123}{\*\unknown zz}{\info{\author Me}}b}`,
    'ab',
  ],
  ['the result of a field', String.raw`{\rtf1{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}}`, 'link'],
  [
    'a table',
    String.raw`{\rtf1\trowd\pard\intbl A\cell B\cell\row\pard\intbl 1\cell 2\cell\row\pard after\par}`,
    'A|B\n1|2\nafter',
  ],
])('%s', (_, source, text) => {
  expect(textOf(source)).toBe(text);
});

test('headings by style and by outline level', () => {
  const source = String.raw`{\rtf1{\stylesheet{\s0 Normal;}{\s2 heading 2;}}{\info{\title Log}}\pard\outlinelevel0 Top\par\pard\s2 Below\par\pard\s0 text\par}`;
  const { blocks, title } = readRtf(Buffer.from(source));
  expect(title).toBe('Log');
  expect(blocks.at(-1)).toEqual({ kind: 'paragraph', text: 'text', place: { headings: ['Top', 'Below'] } });
});

test('one that is cut off is damaged', () => {
  expect(() => readRtf(Buffer.from(String.raw`{\rtf1 some {\b text`))).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  );
});
