/** `keepsake sync keep`, and how a linked drive's bytes are spread. */
import type { Response } from 'undici';
import { KeepsakeError, type Client, type SyncState } from '../../contract/index.ts';
import { sizeOf } from '../migrate/stages.ts';
import type { Output } from '../output.ts';
import { openSession } from '../session.ts';
import { createFolders } from '../uploading/folders.ts';

export type Keep = Parameters<Client['keepItem']>[0]['keep'];

const done: Record<Keep, (name: string) => string> = {
  here: (name) => `${name} is kept on this computer: what is missing comes in the background.`,
  placeholder: (name) => `${name} is fetched when it is opened: bytes that the server has are given up here.`,
  inherit: (name) => `${name} does as the folder above it.`,
};

/** @param path from the top of the drive, such as `Plans/Garden`; `/` for all of it, or an id */
export async function keep(path: string, choice: Keep, output: Output): Promise<void> {
  const { client } = await openSession();
  const { id, name } = await itemAt(client, path);
  const kept = await client.keepItem({ itemId: id, keep: choice });
  output.result(kept, [done[choice](name)]);
}

/** @throws KeepsakeError NOT_FOUND */
async function itemAt(client: Client<Response>, path: string): Promise<{ id: string; name: string }> {
  if (/^itm_\w{26}$/.test(path)) return client.getItem({ itemId: path });
  const { items } = await client.listDrives({});
  const root = items[0]?.root_item_id ?? '';
  const names = path.split('/').filter((name) => name !== '');
  const last = names.pop();
  if (last === undefined) return { id: root, name: 'The drive' };
  const found = (await createFolders(client, root).find(names))?.find(last);
  if (found !== undefined) return found;
  throw new KeepsakeError(
    'NOT_FOUND',
    'There is nothing at this path of the drive. Write it from the top, such as Plans/Garden, or name an id.',
  );
}

/** Lines for people, below that of the drive's exchange. */
export function bytesLines({ bytes }: NonNullable<SyncState['files']>): string[] {
  const { here, remote, to_fetch, problem, missing } = bytes;
  const coming = to_fetch.files === 0 ? '' : `, ${to_fetch.files} files (${sizeOf(to_fetch.bytes)}) to fetch`;
  return [
    `    ${sizeOf(here)} here, ${sizeOf(remote)} at the server alone${coming}`,
    ...(problem === null ? [] : [`    not fetched: ${problem.message}`]),
    ...missing.slice(0, 10).map(({ id, reason }) => `    ${id} could not be fetched: ${reason}`),
  ];
}
