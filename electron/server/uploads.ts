/** Uploads files and folders of this computer to the local server, piece by piece, as a person chose or dropped them. */
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { FormData, type Response as ServerResponse } from 'undici';
import { KeepsakeError, toKeepsakeError, type Client } from '../../contract/index.ts';

export interface UploadTarget {
  /** The folder of the drive; its root when left out. */
  readonly folderId?: string | undefined;
  readonly projectId?: string | undefined;
}

/** Of one file; the page learns its name and never its path. */
export type UploadEvent = { readonly id: string; readonly name: string } & (
  | { readonly state: 'waiting' | 'sending' }
  | { readonly state: 'done'; readonly itemId: string; readonly documentId?: string | undefined }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }
);

export interface UploadsOptions {
  readonly client: Client<ServerResponse>;
  /** Keepsake's own folders, which are never uploaded. */
  readonly forbidden: readonly string[];
  readonly onEvent: (event: UploadEvent) => void;
}

export interface Uploads {
  /** Resolves when all have arrived or failed. */
  add(paths: readonly string[], target: UploadTarget): Promise<UploadEvent[]>;
  /** The path of one that was added, to show it in its folder. */
  pathOf(id: string): string | undefined;
}

const mostFiles = 10_000;

export function createUploads({ client, forbidden, onEvent }: UploadsOptions): Uploads {
  const paths = new Map<string, string>();
  const report = (event: UploadEvent): UploadEvent => {
    onEvent(event);
    return event;
  };

  async function addAll(
    given: readonly string[],
    folderId: string,
    target: UploadTarget,
  ): Promise<UploadEvent[]> {
    const events: UploadEvent[] = [];
    for (const path of given) events.push(...(await addOne(path, folderId, target)));
    return events;
  }

  async function addOne(path: string, folderId: string, target: UploadTarget): Promise<UploadEvent[]> {
    const file = { id: randomUUID(), name: basename(path) };
    try {
      await refuseOwn(path);
      const stat = await lstat(path);
      if (stat.isDirectory()) return await addFolder(path, folderId, target);
      // A link inside a folder could lead anywhere; a person who drops a link itself drops what it leads to.
      if (!stat.isFile()) throw new KeepsakeError('VALIDATION_ERROR', 'Only files and folders can be added.');
      remember(file.id, path);
      report({ ...file, state: 'sending' });
      return [report({ ...file, state: 'done', ...(await send(path, folderId, target)) })];
    } catch (thrown) {
      const { code, message } = readable(thrown);
      return [report({ ...file, state: 'failed', code, message })];
    }
  }

  async function addFolder(path: string, parentId: string, target: UploadTarget): Promise<UploadEvent[]> {
    const { id } = await client.createFolder({
      itemId: parentId,
      name: basename(path),
      on_conflict: 'rename',
    });
    const entries = await readdir(path, { withFileTypes: true });
    const inside = entries.filter(
      (entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith('.'),
    );
    return addAll(inside.map(({ name }) => join(path, name)).sort(), id, target);
  }

  async function send(path: string, folderId: string, { projectId }: UploadTarget) {
    const form = new FormData();
    // Read from the disk while it is sent, so that no file has to fit into memory.
    form.set('file', await openAsBlob(path), basename(path));
    const sent = await client.uploadFile(
      {
        itemId: folderId,
        on_conflict: 'rename',
        ...(projectId === undefined ? {} : { project_id: projectId }),
      },
      { form },
    );
    return { itemId: sent.item.id, documentId: sent.document_id };
  }

  function remember(id: string, path: string): void {
    paths.set(id, path);
    const oldest = paths.keys().next().value;
    if (paths.size > mostFiles && oldest !== undefined) paths.delete(oldest);
  }

  async function refuseOwn(path: string): Promise<void> {
    const real = await realpath(path);
    for (const folder of forbidden) {
      const own = await realpath(folder).catch(() => folder);
      if (real === own || real.startsWith(own + sep))
        throw new KeepsakeError('FORBIDDEN', 'This holds Keepsake’s own files, which are not added.');
    }
  }

  return {
    pathOf: (id) => paths.get(id),
    async add(given, target) {
      const folderId = target.folderId ?? (await rootFolder(client));
      return addAll(given, folderId, target);
    },
  };
}

async function rootFolder(client: Client<ServerResponse>): Promise<string> {
  const [drive] = (await client.listDrives({})).items;
  if (drive === undefined) throw new KeepsakeError('NOT_FOUND', 'This account has no drive.');
  return drive.root_item_id;
}

/** Node's own messages name the path, which the page should not learn. */
function readable(thrown: unknown): KeepsakeError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOENT') return new KeepsakeError('NOT_FOUND', 'It is no longer where it was.');
  if (code === 'EACCES' || code === 'EPERM')
    return new KeepsakeError('FORBIDDEN', 'The system does not let Keepsake read it.');
  return toKeepsakeError(thrown);
}
