/**
 * A tree of many files in deep folders: added, listed, found by name, moved, copied, deleted, restored and deleted for
 * good through the API, beside the same steps on folders of the file system. `--files 20000`, `--wide 20000` in one
 * folder as well, `--callers 16` uploads at a time.
 */
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { FormData, type Response } from 'undici';
import type { Client } from '../contract/index.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    callers: { type: 'string', default: '16' },
  },
});
const files = Number(values.files);
const callers = Number(values.callers);
const perFolder = 50;
const depth = 8;

/** Folders of a file: a chain of `depth` whose lower ends differ, so that every folder holds few. */
function pathOf(at: number): string[] {
  const leaf = Math.floor(at / perFolder);
  const digits = leaf.toString(4).padStart(depth, '0');
  return Array.from(digits, (digit, level) => `Level ${level} folder ${digit}`);
}

const nameOf = (at: number) => `Report ${at} of the ${at % 7 === 0 ? 'heron' : 'mill'}.txt`;

async function inLanes(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < count; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: callers }, lane));
}

type Steps = Record<string, number>;

/** Does a step and writes down how long it took. */
async function timed(steps: Steps, name: string, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  steps[name] = Math.round(performance.now() - begun);
  console.log(`${name}: ${steps[name]} ms`);
}

/** Every page of every folder below one, as a client reads them. */
async function walk(owner: Client<Response>, root: string): Promise<{ files: number; slowestPage: number }> {
  let slowestPage = 0;
  let found = 0;
  const open = [root];
  for (let itemId = open.pop(); itemId !== undefined; itemId = open.pop()) {
    for (let page = 1, pages = 1; page <= pages; page++) {
      const begun = performance.now();
      const { items, pagination } = await owner.listChildren({ itemId, page, page_size: 100 });
      slowestPage = Math.max(slowestPage, performance.now() - begun);
      pages = pagination.total_pages;
      for (const item of items) {
        if (item.type === 'folder') open.push(item.id);
        else found++;
      }
    }
  }
  return { files: found, slowestPage: Math.round(slowestPage) };
}

async function makeFolders(owner: Client<Response>, root: string): Promise<(at: number) => string> {
  const made = new Map<string, string>();
  for (let at = 0; at < files; at += perFolder) {
    let itemId = root;
    for (const [level, name] of pathOf(at).entries()) {
      const path = pathOf(at)
        .slice(0, level + 1)
        .join('/');
      const id = made.get(path) ?? (await owner.createFolder({ itemId, name })).id;
      made.set(path, id);
      itemId = id;
    }
  }
  return (at) => made.get(pathOf(at).join('/')) ?? root;
}

async function upload(owner: Client<Response>, itemId: string, at: number): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([`The text of file ${at}.`]), nameOf(at));
  await owner.uploadFile({ itemId }, { form });
}

/** Resolves when an item is deleted for good; of a tree, its topmost folders are the last. */
async function gone(owner: Client<Response>, itemId: string): Promise<void> {
  const isThere = () =>
    owner.getItem({ itemId }).then(
      () => true,
      () => false,
    );
  while (await isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
}

interface Measured {
  readonly steps: Steps;
  readonly complete: boolean;
}

async function measureKeepsake(owner: Client<Response>): Promise<Measured> {
  const drive = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const [tree, target, wide] = await Promise.all(
    ['Tree', 'Target', 'Wide'].map((name) => owner.createFolder({ itemId: drive, name })),
  ).then((folders) => folders.map(({ id }) => id) as [string, string, string]);
  const steps: Steps = {};
  let folderOf: (at: number) => string = () => tree;
  await timed(steps, 'folders', async () => (folderOf = await makeFolders(owner, tree)));
  await timed(steps, 'add', () => inLanes(files, (at) => upload(owner, folderOf(at), at)));
  let walked = { files: 0, slowestPage: 0 };
  await timed(steps, 'list all', async () => (walked = await walk(owner, tree)));
  await timed(steps, 'find name, rare', () => owner.findItems({ name: `report ${files - 1} of` }));
  let found = 0;
  await timed(
    steps,
    'find name, common',
    async () => (found = (await owner.findItems({ name: 'HERON', page: 2 })).pagination.total),
  );
  await timed(steps, 'recent', () => owner.listRecentItems({}));
  await timed(steps, 'move', () => owner.moveItem({ itemId: tree, parent_id: target }));
  let copy = '';
  await timed(
    steps,
    'copy',
    async () => (copy = (await owner.copyItem({ itemId: tree, parent_id: drive, name: 'Copy' })).id),
  );
  const copied = (await walk(owner, copy)).files;
  await timed(steps, 'delete', () => owner.deleteItem({ itemId: tree }));
  await timed(steps, 'find without the trash', () => owner.findItems({ name: 'heron' }));
  await timed(steps, 'restore', () => owner.restoreItem({ itemId: tree }));
  const restored = (await walk(owner, tree)).files;
  await timed(steps, 'archive', async () => (await owner.downloadFolder({ itemId: copy })).arrayBuffer());
  const below = (await owner.listChildren({ itemId: copy })).items[0]?.id ?? '';
  await owner.deleteItem({ itemId: copy });
  await timed(steps, 'delete for good, answered', () => owner.purgeItem({ itemId: copy }));
  await timed(steps, 'delete for good, done', () => gone(owner, below));
  await timed(steps, 'add in one folder', () => inLanes(files, (at) => upload(owner, wide, at)));
  const pages = Math.ceil(files / 100);
  await timed(steps, 'first page of it', () => owner.listChildren({ itemId: wide, page_size: 100 }));
  await timed(steps, 'last page of it', () =>
    owner.listChildren({ itemId: wide, page: pages, page_size: 100 }),
  );
  const complete = [walked.files, copied, restored].every((count) => count === files) && found > files / 8;
  steps['slowest page'] = walked.slowestPage;
  return { steps, complete };
}

async function measureFileSystem(folder: string): Promise<Steps> {
  const steps: Steps = {};
  const tree = join(folder, 'Tree');
  const place = (at: number) => join(tree, ...pathOf(at));
  await timed(steps, 'folders', async () => {
    for (let at = 0; at < files; at += perFolder) await mkdir(place(at), { recursive: true });
  });
  await timed(steps, 'add', () =>
    inLanes(files, (at) =>
      writeFile(join(place(at), nameOf(at)), `The text of file ${at}.`, { flush: true }),
    ),
  );
  const list = () => readdir(tree, { recursive: true });
  await timed(steps, 'list all', list);
  const find = async (part: string) => (await list()).filter((name) => name.toLowerCase().includes(part));
  await timed(steps, 'find name, rare', () => find(`report ${files - 1} of`));
  await timed(steps, 'find name, common', () => find('heron'));
  await timed(steps, 'move', () => rename(tree, join(folder, 'Moved')));
  await timed(steps, 'copy', () => cp(join(folder, 'Moved'), join(folder, 'Copy'), { recursive: true }));
  await timed(steps, 'delete', () => rename(join(folder, 'Moved'), join(folder, 'Trash')));
  await timed(steps, 'restore', () => rename(join(folder, 'Trash'), tree));
  await timed(steps, 'delete for good, answered', () => rm(join(folder, 'Copy'), { recursive: true }));
  return steps;
}

function goalsOf({ steps, complete }: Measured): Goal[] {
  const goal = (name: string, most: number): Goal => {
    const value = steps[name] ?? Infinity;
    return { name: `${name}, ms`, value, goal: most, met: value <= most };
  };
  return [
    { name: 'every file counted after every step', value: Number(complete), goal: 1, met: complete },
    goal('move', 100),
    goal('delete', 100),
    goal('restore', 100),
    goal('find name, rare', 200),
    goal('first page of it', 100),
    goal('last page of it', 200),
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'keepsake-drive-'));
try {
  await mkdir(join(folder, 'data'));
  const fileSystem = await measureFileSystem(join(folder, 'files'));
  const server = await startServerProcess(describeDataFolder(join(folder, 'data')));
  try {
    const keepsake = await measureKeepsake(server.client);
    console.log(`${files} files, ${perFolder} in a folder, ${depth} folders deep; ms`);
    console.table(
      Object.fromEntries(
        Object.entries(keepsake.steps).map(([step, ms]) => [
          step,
          { keepsake: ms, 'file system': fileSystem[step] ?? '' },
        ]),
      ),
    );
    endWithGoals('drive', { files, keepsake: keepsake.steps, fileSystem }, goalsOf(keepsake));
  } finally {
    await server.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
