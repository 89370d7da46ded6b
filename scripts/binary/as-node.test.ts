/** How the executable is told Node's options. */
import { expect, test } from 'vitest';
import { nodeArguments } from './as-node.mjs';

test.each([
  [['/dist/extractor.mjs'], ['/dist/extractor.mjs']],
  [
    ['--permission', '--allow-fs-read=/a', '/dist/extractor.mjs', '--own'],
    ['--node-options=--permission --allow-fs-read=/a', '/dist/extractor.mjs', '--own'],
  ],
  [
    ['--allow-fs-read=/my files', '/x.mjs'],
    ['--node-options="--allow-fs-read=/my files"', '/x.mjs'],
  ],
  [
    [String.raw`--allow-fs-read=C:\a "b"`, 'x.mjs'],
    [String.raw`--node-options="--allow-fs-read=C:\\a \"b\""`, 'x.mjs'],
  ],
])('%j becomes %j', (args, expected) => {
  expect(nodeArguments(args)).toEqual(expected);
});
