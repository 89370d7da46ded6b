/** A folder as a zip archive, made while it is read: one file of it is open at a time, and none is held in memory. */
import { makeZip } from 'client-zip';
import type { Scope } from '../store/store.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import type { ContentReference } from './content.ts';
import type { DriveDependencies } from './drive.ts';
import { childrenOf, itemPayload, requireFolder } from './items.ts';

interface ZipEntry {
  readonly name: string;
  readonly lastModified: Date;
  readonly input?: AsyncIterable<Uint8Array>;
  readonly size?: number;
}

/** The archive of a folder, which it holds under the folder's own name. @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR */
export async function zipFolder(
  dependencies: DriveDependencies,
  caller: Caller,
  id: string,
): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> }> {
  requireOwner(caller);
  const scope = accountScope(caller);
  const folder = await requireFolder(dependencies.store, scope, id);
  const { name } = itemPayload(folder);
  const reading: Reading = {};
  const from = { id, path: `${name}/`, changed: folder.updatedAt };
  const entries = entriesOf({ ...dependencies, reading }, scope, from);
  return { name: `${name}.zip`, bytes: archiveOf(entries, reading) };
}

/** The file under way, to be closed when nobody reads the archive any more. */
interface Reading {
  file?: AsyncGenerator<Uint8Array>;
}

async function* archiveOf(entries: AsyncGenerator<ZipEntry>, reading: Reading): AsyncGenerator<Uint8Array> {
  const reader = makeZip(entries as Parameters<typeof makeZip>[0]).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // It answers a cancellation with the very error that it is given.
    await reader.cancel().catch(() => undefined);
    await reading.file?.return(undefined);
  }
}

async function* entriesOf(
  dependencies: DriveDependencies & { reading: Reading },
  scope: Scope,
  { id, path, changed }: { id: string; path: string; changed: number },
): AsyncGenerator<ZipEntry> {
  yield { name: path, lastModified: new Date(changed) };
  for await (const children of childrenOf(dependencies.store, scope, id, 200)) {
    for (const child of children) {
      const { type, name, content } = itemPayload(child);
      const below = { id: child.id, path: `${path}${name}/`, changed: child.updatedAt };
      if (type === 'folder') yield* entriesOf(dependencies, scope, below);
      else if (content !== undefined) {
        const input = readWhenAsked(dependencies, scope.account, content);
        dependencies.reading.file = input;
        yield {
          name: `${path}${name}`,
          lastModified: new Date(child.updatedAt),
          size: content.size,
          input,
        };
      }
    }
  }
}

/** Opens the file at its first byte, for an archive may be left before it. */
async function* readWhenAsked(
  { content }: DriveDependencies,
  account: string,
  reference: ContentReference,
): AsyncGenerator<Uint8Array> {
  yield* await content.read(account, reference);
}
