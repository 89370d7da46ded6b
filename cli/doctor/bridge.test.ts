/** What the doctor makes of a bridge's standard output. */
import { expect, test } from 'vitest';
import { tryBridge } from './bridge.ts';

const answer = JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} });
const script = (lines: readonly string[]) => ({
  command: process.execPath,
  args: ['-e', lines.map((line) => `console.log(${JSON.stringify(line)});`).join('')],
});

test('a bridge that prints the protocol alone is in order', async () => {
  expect(await tryBridge('default', script([answer]))).toMatch(/prints the protocol alone/);
});

test.each([
  ['loaded .profile', answer],
  [answer, 'Debugger attached.'],
  ['{"level":30}', answer],
])('a stray line among %j and %j is named as what breaks clients', async (...lines) => {
  await expect(tryBridge('default', script(lines))).rejects.toThrow(/Something else prints.*NODE_OPTIONS/);
});

test('a bridge that ends without an answer is told apart', async () => {
  await expect(tryBridge('default', script([]))).rejects.toThrow(/ended without an answer/);
});
