/** When the bridge reads its secret. */
import { expect, test } from 'vitest';
import { createCredentials } from './credentials.ts';

function setUp(stored: { secret: string | undefined; fails?: boolean }) {
  let now = 0;
  const counts = { opened: 0, read: 0 };
  const open = () => {
    counts.opened++;
    if (stored.fails === true) return Promise.reject(new Error('the keychain is locked'));
    return Promise.resolve({ get: () => Promise.resolve((counts.read++, stored.secret)) } as never);
  };
  const credentials = createCredentials(open, 'work', () => now);
  return { credentials, counts, pass: (ms: number) => (now += ms) };
}

test('a secret is read at the first use, kept for seconds, and read again when it was changed', async () => {
  const stored = { secret: 'one' };
  const { credentials, counts, pass } = setUp(stored);
  expect(counts.opened).toBe(0);
  expect(await credentials.secret()).toBe('one');
  stored.secret = 'two';
  expect(await credentials.secret()).toBe('one');
  credentials.forget();
  expect(await credentials.secret()).toBe('two');
  stored.secret = 'three';
  pass(5_001);
  expect(await credentials.secret()).toBe('three');
  expect(counts).toEqual({ opened: 1, read: 3 });
});

test('a secret that is not there is said to be, with what to do', async () => {
  await expect(setUp({ secret: undefined }).credentials.secret()).rejects.toThrow(/keepsake key create/);
});

test('a keychain that was locked is tried again', async () => {
  const stored = { secret: 'one', fails: true };
  const { credentials } = setUp(stored);
  await expect(credentials.secret()).rejects.toThrow('the keychain is locked');
  stored.fails = false;
  expect(await credentials.secret()).toBe('one');
});
