/** What a report may be shown with. */
import { expect, test } from 'vitest';
import { describeNode } from './checks.ts';
import { redact } from './redact.ts';

test.each([
  ['ksk_local_01abc_DEF-xyz_99', '[secret]'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [secret]'],
  ['KSRC-ABCDEF-012345', '[recovery code]'],
  ['https://me:word@memory.example/mcp', 'https://[secret]@memory.example/mcp'],
  ['https://memory.example/mcp?tenant=acme', 'https://memory.example/mcp?[left out]'],
  ['/home/ada/.local/share/keepsake', '~/.local/share/keepsake'],
  ['written by ada on it', 'written by [user] on it'],
  ['an adapter', 'an adapter'],
  ['ask ada@memory.example', 'ask [e-mail address]'],
])('%s becomes %s', (text, safe) => {
  expect(redact(text, '/home/ada', 'ada')).toBe(safe);
});

test('a report stays JSON, Windows folders included', () => {
  const report = { folder: String.raw`C:\Users\ada\AppData`, said: 'a "word" at https://a.example/x?key=1' };
  expect(JSON.parse(redact(JSON.stringify(report), String.raw`C:\Users\ada`, 'ada'))).toEqual({
    folder: String.raw`~\AppData`,
    said: 'a "word" at https://a.example/x?[left out]',
  });
});

test('a Node.js that is too old is named with three ways out', () => {
  expect(() => describeNode('v20.19.0')).toThrow(/v20\.19\.0 is too old.*single executable/);
  expect(describeNode('v24.21.0')).toBe('v24.21.0');
});
