/** The answers of a process that may have been taken over are believed only in the agreed shape. */
import { expect, test } from 'vitest';
import { createAnswerReader } from './answers.ts';

const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
const okay = { type: 'okay', mediaType: 'text/plain' };

test('pieces and the last word arrive in any cut', () => {
  const reader = createAnswerReader(1_000);
  const all = Buffer.concat([line({ type: 'piece', text: 'Ärger', place: { page: 2 } }), line(okay)]);
  for (const byte of all) expect(reader.read(Uint8Array.of(byte))).toBeUndefined();
  expect(reader.extraction()).toEqual({
    state: 'okay',
    mediaType: 'text/plain',
    pieces: [{ text: 'Ärger', place: { page: 2 } }],
  });
});

test('without a last word, or with half a line after it, there is no answer', () => {
  const silent = createAnswerReader(1_000);
  silent.read(line({ type: 'piece', text: 'a', place: {} }));
  expect(silent.extraction()).toBeUndefined();
  const cut = createAnswerReader(1_000);
  cut.read(Buffer.concat([line(okay), Buffer.from('{"ty')]));
  expect(cut.extraction()).toBeUndefined();
});

test('more than the limit is refused', () => {
  expect(createAnswerReader(10).read(line(okay))).toMatchObject({ code: 'too_large' });
});

test.each([
  ['no JSON', 'hello'],
  ['an unknown kind', '{"type":"order"}'],
  ['a field that nobody agreed on', '{"type":"okay","mediaType":"a","run":"this"}'],
  ['a page before the first', '{"type":"piece","text":"a","place":{"page":0}}'],
  ['a failure that is the server’s to tell', '{"type":"failure","code":"too_slow","reason":"x"}'],
  ['something after the last word', `${JSON.stringify(okay)}\n${JSON.stringify(okay)}`],
])('%s ends it', (_, text) => {
  expect(createAnswerReader(1_000).read(Buffer.from(`${text}\n`))).toMatchObject({
    code: 'crashed',
    retry: true,
  });
});
