/** A vault that several processes make at the same moment is one vault. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVault } from './vault.ts';

const script = `
  const { openVault } = await import(${JSON.stringify(new URL('./vault.ts', import.meta.url).href)});
  process.stdin.once('data', () => {
    const vault = openVault(process.argv[1], 'a passphrase');
    void vault.set(process.argv[2], 'value').then(() => process.exit());
  });
  console.log('loaded');
`;

test('processes that open a new vault at once can all read what any of them wrote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-vault-'));
  const names = ['a', 'b', 'c', 'd'];
  const children = names.map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, folder, name], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ends = children.map((child) => once(child, 'exit'));
  for (const child of children) child.stdin.write('go');
  expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual([0, 0, 0, 0]);
  const vault = openVault(folder, 'a passphrase');
  const values = await Promise.all(names.map((name) => vault.get(name)));
  expect(values.filter((value) => value !== undefined).length).toBeGreaterThan(0);
  expect(values.every((value) => value === undefined || value === 'value')).toBe(true);
  expect(await readdir(folder)).toEqual(['secrets.json']);
  await rm(folder, { recursive: true });
});
