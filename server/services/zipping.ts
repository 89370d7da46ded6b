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
): Promise<{ name: string; bytes: ReadableStream<Uint8Array> }> {
  requireOwner(caller);
  const scope = accountScope(caller);
  const folder = await requireFolder(dependencies.store, scope, id);
  const { name } = itemPayload(folder);
  const entries = entriesOf(dependencies, scope, { id, path: `${name}/`, changed: folder.updatedAt });
  return { name: `${name}.zip`, bytes: makeZip(entries as Parameters<typeof makeZip>[0]) };
}

async function* entriesOf(
  dependencies: DriveDependencies,
  scope: Scope,
  { id, path, changed }: { id: string; path: string; changed: number },
): AsyncGenerator<ZipEntry> {
  yield { name: path, lastModified: new Date(changed) };
  for await (const children of childrenOf(dependencies.store, scope, id, 200)) {
    for (const child of children) {
      const { type, name, content } = itemPayload(child);
      const below = { id: child.id, path: `${path}${name}/`, changed: child.updatedAt };
      if (type === 'folder') yield* entriesOf(dependencies, scope, below);
      else if (content !== undefined)
        yield {
          name: `${path}${name}`,
          lastModified: new Date(child.updatedAt),
          size: content.size,
          input: readWhenAsked(dependencies, scope.account, content),
        };
    }
  }
}

/** Opens the file at its first byte, for an archive may be left before it. */
async function* readWhenAsked(
  { content }: DriveDependencies,
  account: string,
  reference: ContentReference,
): AsyncIterable<Uint8Array> {
  yield* await content.read(account, reference);
}
