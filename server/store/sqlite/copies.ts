/** The caller's side of copying a store. */
import type { LeftOut, Snapshot } from '../copying.ts';
import type { Json } from '../store.ts';
import type { CopierCalls, CopierOptions } from './copier.ts';
import type { FolderOptions } from './files.ts';
import { startThread } from './threads.ts';

const ignore = (): void => undefined;

/** Whoever calls sees to it that nothing is written until this resolves; from then on it may. */
export async function openSnapshot(options: FolderOptions, leftOut: LeftOut): Promise<Snapshot> {
  const masterKey = new Uint8Array(options.masterKey);
  const data: CopierOptions = { ...options, masterKey, mode: 'read', leftOut };
  const thread = await startThread<CopierCalls>('store-copier', data, ignore);
  return {
    scopes: await thread.call('scopes', undefined),
    async *read(scope, from) {
      for (;;) {
        const piece = await thread.call('read', { scope, from });
        if (piece === undefined) return;
        yield piece;
      }
    },
    measure: (scope) => thread.call('measure', { scope }),
    payloads: async (kind, notInState) =>
      (await thread.call('payloads', { kind, notInState })).map((text) => JSON.parse(text) as Json),
    close: () => thread.close(),
  };
}
