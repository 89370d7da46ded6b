/** Lines on standard input and output, however the bytes arrive. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines, writeLine } from './stdio.ts';

function read(limit?: number) {
  const input = new PassThrough();
  const got: string[] = [];
  const handlers = {
    line: (text: string) => got.push(text),
    tooLong: () => got.push('too long'),
    end: () => got.push('end'),
  };
  readLines(input, handlers, limit);
  return { input, got, settled: () => new Promise((resolve) => setImmediate(resolve)) };
}

test('messages come whole, whether in parts, several at once or with a letter cut in two', async () => {
  const { input, got, settled } = read();
  const bytes = Buffer.from('{"a":"ü"}\r\n\n{"b":1}\n{"c"');
  const cut = bytes.indexOf(0xc3) + 1;
  input.write(bytes.subarray(0, cut));
  await settled();
  expect(got).toEqual([]);
  input.write(bytes.subarray(cut));
  await settled();
  expect(got).toEqual(['{"a":"ü"}', '{"b":1}']);
  input.end(':2}');
  await settled();
  await settled();
  expect(got.slice(2)).toEqual(['{"c":2}', 'end']);
});

test('a line that is too long is refused, and the next one read', async () => {
  const { input, got, settled } = read(10);
  input.write('x'.repeat(6));
  input.write(`${'x'.repeat(6)}\n{"a":1}\n`);
  await settled();
  expect(got).toEqual(['too long', '{"a":1}']);
});

test('an answer laid out over lines is written as one', async () => {
  const output = new PassThrough();
  writeLine(output, '{\n  "a": 1\n}');
  writeLine(output, { b: 2 });
  output.end();
  let text = '';
  for await (const part of output) text += String(part);
  expect(text).toBe('{"a":1}\n{"b":2}\n');
});
