/** What a person does on a disk that fills up; prints what became of each step. The folder is on a small disk of its own. */
import { statfsSync } from 'node:fs';
import process from 'node:process';
import { FormData } from 'undici';
import { integrityCheck } from '../../../server/index.ts';
import { masterKey, startTestServer } from '../running.ts';

const [dataFolder = ''] = process.argv.slice(2);
const server = await startTestServer({ dataFolder });
const { owner } = server;
const { id: projectId } = await owner.createProject({ name: 'Small disk' });
const [drive] = (await owner.listDrives({})).items;
const folderId = drive?.root_item_id ?? '';
const kept: string[] = [];

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => String((error as { code?: unknown }).code ?? error),
  );
}

async function upload(name: string, megabytes: number): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([Buffer.alloc(megabytes * 1_000_000, name)]), name);
  return codeOf(owner.uploadFile({ itemId: folderId }, { form }));
}

async function remember(content: string): Promise<string> {
  return codeOf(owner.addMemory({ projectId, content }).then(({ id }) => kept.push(id)));
}

const before = await remember('written while there was room');
const uploads: string[] = [];
for (let at = 0; at < 12; at++) uploads.push(await upload(`file-${at}.bin`, 3));
const memories: string[] = [];
for (let at = 0; at < 400 && memories.at(-1) !== 'STORAGE_FULL'; at++)
  memories.push(await remember(`memory ${at} ${'x'.repeat(40_000)}`));
const children = await owner.listChildren({ itemId: folderId, page_size: 100 });
const found = (await owner.listMemories({ projectId, page_size: 100 })).pagination.total;
const ready = (await server.send('/readyz')).status;
await server.server.close();
const { bavail, bsize } = statfsSync(dataFolder);
process.stdout.write(
  JSON.stringify({
    before,
    uploads,
    memories: [...new Set(memories)],
    listed: children.items.length,
    acknowledged: kept.length,
    found,
    ready,
    broken: integrityCheck(dataFolder, masterKey),
    left: bavail * bsize,
  }),
);
