/** What is on disk: nothing readable, one server at a time, and nothing lost to a folder that cannot be opened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, describe, expect, it } from 'vitest';
import { addDocument, startKeepsake } from '../harness/keepsake.ts';
import { needsFiles } from '../harness/test-store.ts';
import { masterKey, startTestServer } from './running.ts';
import { bytesBelow, filesWith } from './traces.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const canaries = {
  project: 'Kanarienvogel',
  memory: 'Zwergflusspferd',
  file: 'Schnabeltier',
  text: 'Erdferkel',
  large: 'Nacktmull',
  key: 'Riesenalk',
  entry: 'Tannenhäher',
  entryKey: 'Wendehals',
};

async function writeCanaries(encrypted: boolean): Promise<Map<string, Buffer>> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'ks-canary-'));
  folders.push(dataFolder);
  const server = await startTestServer({ dataFolder, encrypted });
  const project = await server.owner.createProject({ name: canaries.project, description: canaries.project });
  const memory = await server.owner.addMemory({
    projectId: project.id,
    content: `The ${canaries.memory} sleeps.`,
    tags: [canaries.memory],
  });
  await server.owner.updateMemory({
    projectId: project.id,
    memoryId: memory.id,
    content: `The ${canaries.memory} wakes.`,
  });
  await addDocument(
    server.owner,
    project.id,
    `${canaries.file}.md`,
    Buffer.from(`# ${canaries.text}\n\nAn animal called ${canaries.text}.`),
  );
  await addDocument(
    server.owner,
    project.id,
    'large.txt',
    Buffer.from(`${canaries.large} and more words of it.\n\n`.repeat(20_000)),
  );
  await server.owner.createKey({ description: canaries.key, project_ids: [project.id] });
  const namespace = canaries.entryKey;
  await server.owner.setEntry({
    projectId: project.id,
    namespace,
    key: canaries.entryKey,
    value: canaries.entry,
    ttl: 60,
  });
  await server.owner.search({ query: canaries.memory });
  const files = await bytesBelow(dataFolder);
  await server.server.close();
  return files;
}

describe('the data folder', () => {
  it('shows none of what was written, in any file, while the server runs', async (context) => {
    needsFiles(context);
    const files = await writeCanaries(true);
    expect(files.size).toBeGreaterThan(4);
    for (const canary of Object.values(canaries))
      expect([canary, filesWith(files, canary)]).toEqual([canary, []]);
  });

  it('would show it all without encryption, so the search for it works', async (context) => {
    needsFiles(context);
    const files = await writeCanaries(false);
    const found = Object.values(canaries).filter((canary) => filesWith(files, canary).length > 0);
    expect(found).toEqual(Object.values(canaries));
  });

  it('and the logs and printed lines of a real server hold neither content nor secrets', async () => {
    await using keepsake = await startKeepsake();
    const projectId = (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
    await keepsake.owner.addMemory({ projectId, content: `The ${canaries.memory} sings.` });
    const key = await keepsake.owner.createKey({ description: canaries.key, project_ids: [projectId] });
    await keepsake.owner.search({ query: canaries.memory });
    await keepsake.owner.getProject({ projectId: 'prj_01h455vb4pex5vsknk084sn02q' }).catch(() => undefined);
    const printed = keepsake.printed();
    expect(printed).toContain('"route"');
    for (const canary of [canaries.memory, canaries.key, key.secret ?? '-', 'kso_', 'ksk_'])
      expect(printed).not.toContain(canary);
  });
});

describe('a data folder', () => {
  it('that a server has open is refused to a second one, which names it', async () => {
    await using keepsake = await startKeepsake();
    const second = await keepsake.run('serve', '--no-tcp');
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/Another Keepsake server \(process \d+\) has the data folder .* open/);
    expect((await keepsake.owner.getServer({})).name).toBe('keepsake');
  });

  it('from a newer version is refused and left as it is', async (context) => {
    needsFiles(context);
    const dataFolder = await mkdtemp(join(tmpdir(), 'ks-newer-'));
    folders.push(dataFolder);
    const server = await startTestServer({ dataFolder, encrypted: false });
    await server.server.close();
    const catalogue = new Database(join(dataFolder, 'catalogue.db'));
    catalogue.pragma('user_version = 999');
    catalogue.close();
    await expect(startTestServer({ dataFolder, encrypted: false })).rejects.toMatchObject({
      code: 'DATA_FOLDER_NEWER',
    });
  });

  it('opened with another master key is refused with what to do', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'ks-key-'));
    folders.push(dataFolder);
    const server = await startTestServer({ dataFolder });
    await server.server.close();
    const wrong = startTestServer({ dataFolder, masterKey: Buffer.alloc(32, masterKey[0] === 1 ? 2 : 1) });
    await expect(wrong).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
  });
});
