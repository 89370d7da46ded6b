/** The page's setup and the server's own facts: kept over a restart, for the owner alone. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake({ firstRun: true });
});

afterAll(() => keepsake[Symbol.asyncDispose]());

it('remembers what of the first run is over, part by part, over a restart', async () => {
  const { owner } = keepsake;
  expect(await owner.getSetup({})).toEqual({ welcomed: false, recovery_noted: false });
  await owner.setSetup({ recovery_noted: true });
  expect(await owner.setSetup({ welcomed: true })).toEqual({ welcomed: true, recovery_noted: true });
  await keepsake.kill();
  await keepsake.restart();
  expect(await owner.getSetup({})).toEqual({ welcomed: true, recovery_noted: true });
});

it('tells the languages whose models are found, also those added while it runs', async () => {
  const before = await keepsake.owner.getServerDetails({});
  expect(before.recognition_languages).toEqual(['eng']);
  expect(before.data_folder).toBe(keepsake.dataFolder);
  expect(before.search_languages).toEqual(expect.arrayContaining(['en', 'de', 'ru', 'ar']));
  await mkdir(before.recognition_folder, { recursive: true });
  await writeFile(join(before.recognition_folder, 'deu.traineddata.gz'), '');
  await writeFile(join(before.recognition_folder, 'notes.txt'), '');
  expect((await keepsake.owner.getServerDetails({})).recognition_languages).toEqual(['eng', 'deu']);
});

it('tells no key of it', async () => {
  const [project] = (await keepsake.owner.listProjects({})).items;
  const { secret = '' } = await keepsake.owner.createKey({
    description: 'Cursor',
    project_ids: [project?.id ?? ''],
  });
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  for (const [path, request] of [
    ['/setup', { headers }],
    ['/setup', { headers, method: 'PUT', body: '{"welcomed":false}' }],
    ['/server/details', { headers }],
  ] as const) {
    const answer = await fetch(`${keepsake.url}/api/v1${path}`, request);
    expect([path, answer.status]).toEqual([path, 403]);
    expect(await answer.text()).not.toContain(keepsake.dataFolder);
  }
});
