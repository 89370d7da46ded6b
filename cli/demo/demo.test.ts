/** The demo as a real process and as a function: what the sample holds, and that nothing of it stays. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { fillFull } from './fill-full.ts';
import { fillDemo } from './fill.ts';
import { startDemo } from './start.ts';

const { signal } = new AbortController();

it('holds projects, documents, memories, entries, conversations, trash and activity, and searches find them', async () => {
  const demo = await startDemo();
  const home = demo.env['KEEPSAKE_HOME'] ?? '';
  try {
    const { projects, keys } = await fillDemo(demo, { signal });
    const { owner } = demo;
    expect(projects).toHaveLength(5);
    const storage = await owner.getStorage({});
    const sum = (of: (one: (typeof storage.projects)[number]) => number) =>
      storage.projects.reduce((total, one) => total + of(one), 0);
    expect(sum(({ documents }) => documents.okay)).toBeGreaterThanOrEqual(60);
    expect(sum(({ documents }) => documents.error)).toBe(1);
    expect(sum(({ memories }) => memories['active'] ?? 0)).toBeGreaterThanOrEqual(130);
    expect(sum(({ memories }) => memories['deleted'] ?? 0)).toBeGreaterThan(5);
    expect(sum(({ entries }) => entries)).toBeGreaterThan(20);
    expect(sum(({ conversations }) => conversations)).toBeGreaterThanOrEqual(7);
    expect(storage.trashed_items).toBe(3);
    const titles = async (query: string) =>
      (await owner.search({ query, limit: 5 })).results.map(({ title }) => title);
    for (const [query, title] of [
      ['how much pressure does the boiler need', 'Boiler manual.pdf'],
      ['excess of the insurance policy', 'Home insurance policy.docx'],
      ['reason why salt meadows keep carbon', 'Spring colloquium.pptx'],
      ['capacity of the archive service instances', 'Capacity.xlsx'],
      ['HALLORAN LAST SERVICE', 'Boiler label.png'],
    ] as const)
      expect(await titles(query)).toContain(title);
    for (const { id } of keys) {
      const { items } = await owner.listActivity({ key_id: id, kind: 'read' });
      expect(items.length).toBeGreaterThan(0);
    }
    await fillFull(demo, { signal, items: 60, memories: 40 });
    expect((await owner.findItems({ name: 'for Priya' })).pagination.total).toBeGreaterThan(5);
  } finally {
    await demo.close();
  }
  await expect(stat(home)).rejects.toMatchObject({ code: 'ENOENT' });
}, 180_000);

const program = fileURLToPath(new URL('../index.ts', import.meta.url));

/** Starts the command, waits until it has printed something, interrupts it, and answers what it printed. */
async function interrupt(folder: string, moment: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, 'demo', ...args], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
      if (printed.includes(moment)) resolve();
    });
  });
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
  return printed;
}

it('a temporary folder is gone when the demo is interrupted, also while it is made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-demo-'));
  try {
    await interrupt(folder, 'Making the sample');
    expect((await readdir(folder)).filter((name) => name.startsWith('keepsake-'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

it('a named folder stays and is gone on with, and the page can be opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-demo-'));
  try {
    const first = await startDemo({ folder });
    expect(first.isNew).toBe(true);
    await first.owner.createProject({ name: 'Mine' });
    await first.close();
    const printed = await interrupt(folder, 'ready', '--folder', folder);
    expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#code=ksp_/);
    const second = await startDemo({ folder });
    expect(second.isNew).toBe(false);
    expect((await second.owner.listProjects({})).items.map(({ name }) => name)).toEqual(['Mine']);
    await second.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
