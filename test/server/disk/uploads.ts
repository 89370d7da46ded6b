/** Uploads in pieces on a disk that fills up; prints what became of each step. The folder is on a small disk of its own. */
import { readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { masterKey, startTestServer } from '../running.ts';
import { integrityCheck } from '../../../server/index.ts';

const [dataFolder = ''] = process.argv.slice(2);
const server = await startTestServer({ dataFolder });
const { owner } = server;
const tus = { 'tus-resumable': '1.0.0' };
const megabyte = 1_048_576;

function blobs(): number {
  const entries = readdirSync(join(dataFolder, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

function free(): number {
  const { bavail, bsize } = statfsSync(dataFolder);
  return bavail * bsize;
}

async function create(megabytes: number): Promise<globalThis.Response> {
  const name = Buffer.from(`${megabytes}.bin`).toString('base64');
  const headers = {
    ...tus,
    'upload-length': String(megabytes * megabyte),
    'upload-metadata': `filename ${name}`,
  };
  return server.send('/api/v1/uploads', { method: 'POST', headers });
}

async function send(address: string, offset: number): Promise<{ status: number; code?: string }> {
  const answer = await server.send(address, {
    method: 'PATCH',
    body: Buffer.alloc(4 * megabyte, 'x'),
    headers: {
      ...tus,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset * megabyte),
    },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    ...(text === '' ? {} : { code: (JSON.parse(text) as { code: string }).code }),
  };
}

const refused = (await create(200)).status;
const address = (await create(12)).headers.get('location') ?? '';
const first = await send(address, 0);
// Somebody else takes what was free.
writeFileSync(join(dataFolder, 'ballast'), Buffer.alloc(Math.max(0, free() - 2 * megabyte)));
const taken = free();
const second = await send(address, 4);
const gone = (await server.send(address, { method: 'HEAD', headers: tus })).status;
const returned = free() - taken;
const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
const visible = (await owner.listChildren({ itemId: root })).items.length;
const left = blobs();
await server.server.close();
process.stdout.write(
  JSON.stringify({
    refused,
    first,
    second,
    gone,
    visible,
    left,
    returnedMegabytes: Math.round(returned / megabyte),
    broken: integrityCheck(dataFolder, masterKey),
  }),
);
