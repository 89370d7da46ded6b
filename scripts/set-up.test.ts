/** What decides whether a clone has to be installed or built again, and that two set-ups do not meet. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprintOf } from './freshness.mjs';
import { isInstalled } from './install.mjs';
import { withSetUpLock } from './lock.mjs';
import { isNewEnough, pickNode } from './pinned-node.mjs';
import { withPath } from './project.mjs';

const zod = { version: '4.0.0', integrity: 'sha512-a' };
const foreign = { version: '1.0.0', integrity: 'sha512-b', optional: true };

/** A folder with a lockfile, and with what npm says it has installed. */
async function folderWith(wanted: object, present?: object): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keepsake-set-up-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'node_modules'));
  await writeFile(
    path.join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...wanted } }),
  );
  if (present) {
    const file = path.join(folder, 'node_modules', '.package-lock.json');
    await writeFile(file, JSON.stringify({ packages: present }));
  }
  return folder;
}

test('a folder that holds exactly the locked packages is installed', async () => {
  const folder = await folderWith({ 'node_modules/zod': zod }, { 'node_modules/zod': zod });
  expect(isInstalled(folder)).toBe(true);
});

test('a fresh clone and an interrupted installation are not installed', async () => {
  expect(isInstalled(await folderWith({ 'node_modules/zod': zod }))).toBe(false);
});

test('a package of another version or content makes the folder stale', async () => {
  for (const change of [{ version: '4.0.1' }, { integrity: 'sha512-c' }]) {
    const folder = await folderWith(
      { 'node_modules/zod': zod },
      { 'node_modules/zod': { ...zod, ...change } },
    );
    expect(isInstalled(folder)).toBe(false);
  }
});

test('an optional package may be absent unless it brings the Node of this computer', async () => {
  const folder = await folderWith({ 'node_modules/node-plan9': foreign }, {});
  expect(isInstalled(folder, 'node-else')).toBe(true);
  expect(isInstalled(folder, 'node-plan9')).toBe(false);
});

test('Node is new enough from 24.18 on', () => {
  const versions = ['v20.20.2', 'v24.7.0', 'v24.18.0', 'v24.21.0', 'v26.0.0'];
  expect(versions.map(isNewEnough)).toEqual([false, false, true, true, true]);
});

test('the Node that is picked exists and is the one that runs this test or its twin', () => {
  expect(path.basename(pickNode())).toBe(process.platform === 'win32' ? 'node.exe' : 'node');
});

test('a folder is put first on the path whatever its name is spelled like', () => {
  expect(withPath('/first', { Path: '/second' })).toEqual({ Path: `/first${path.delimiter}/second` });
});

test('a fingerprint follows its sources and leaves tests out', () => {
  const product = { name: 'x', sources: ['scripts/lint'], result: '' };
  expect(fingerprintOf(product)).toBe(fingerprintOf({ ...product }));
  expect(fingerprintOf(product)).not.toBe(fingerprintOf({ ...product, sources: ['scripts'] }));
});

test('two set-ups run one after the other', async () => {
  const events: string[] = [];
  const setUp = (name: string) =>
    withSetUpLock(async () => {
      events.push(`${name} begins`);
      await pause(50);
      events.push(`${name} ends`);
    });
  await Promise.all([setUp('one'), setUp('two')]);
  expect(events).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});
