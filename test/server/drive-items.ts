/** What the tests of the drive share: a server, its root folder, and uploads into it. */
import { FormData } from 'undici';
import type { Item } from '../../contract/index.ts';
import type { ServerOptions } from '../../server/index.ts';
import { startTestServer, type TestServer } from './running.ts';

type OnConflict = 'deny' | 'rename' | 'replace' | 'skip';

export interface TestDrive extends AsyncDisposable {
  readonly server: TestServer;
  readonly owner: TestServer['owner'];
  readonly root: string;
  upload(
    name: string,
    bytes: Uint8Array | string,
    more?: { itemId?: string; on_conflict?: OnConflict; project_id?: string },
  ): Promise<Item>;
  folder(name: string, itemId?: string): Promise<Item>;
  /** Makes folders as a path names them and returns the last. */
  folders(path: string): Promise<Item>;
  textOf(item: string): Promise<string>;
  names(folder: string): Promise<string[]>;
}

/** Starts a server with an empty drive. */
export async function startTestDrive(options: Partial<ServerOptions> = {}): Promise<TestDrive> {
  const server = await startTestServer(options);
  const { owner } = server;
  const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const folder = (name: string, itemId = root) => owner.createFolder({ itemId, name });
  return {
    server,
    owner,
    root,
    folder,
    async upload(name, bytes, more = {}) {
      const form = new FormData();
      form.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name);
      return (await owner.uploadFile({ itemId: root, ...more }, { form })).item;
    },
    async folders(path) {
      let last: Item | undefined;
      for (const name of path.split('/')) last = await folder(name, last?.id);
      return last as Item;
    },
    textOf: async (item) => (await server.send(`/api/v1/drives/items/${item}/binary`)).text(),
    names: async (itemId) =>
      (await owner.listChildren({ itemId, page_size: 100 })).items.map(({ name }) => name),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
