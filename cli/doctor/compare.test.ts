/** Which instances differ, and in what. */
import { expect, test } from 'vitest';
import { differencesOf, type Instance } from './compare.ts';

const same = { version: '1.0.0', store: 'acc_a', project: 'prj_a', seq: 7, key: 'accepted' } as const;
const at = (url: string, more: Partial<Instance> = {}): Instance => ({ url, ...same, ...more });

test('instances of one memory do not differ', () => {
  expect(differencesOf([at('a'), at('b'), at('c')])).toEqual([]);
});

test.each([
  ['store', { store: 'acc_b', seq: 900 }],
  ['project', { project: 'prj_b', seq: 900 }],
  ['version', { version: '0.9.0' }],
  ['seq', { seq: 6 }],
  ['key', { key: 'refused' }],
] as const)('the one with another %s is named, and no other', (field, more) => {
  const found = differencesOf([at('a'), at('b', more), at('c')]);
  expect(found).toMatchObject([{ url: 'b', differs: [field] }]);
});

test('one that does not answer says why', () => {
  const [away] = differencesOf([at('a'), { url: 'b', key: 'unknown', problem: 'It is away.' }]);
  expect(away).toEqual({ url: 'b', differs: ['key'], remedy: 'It is away.' });
});
