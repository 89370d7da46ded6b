/** Puts one local file into a folder of the drive: nothing when it is there already, else whole or piece by piece. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FormData, type Response } from 'undici';
import { KeepsakeError, type Client, type Item } from '../../contract/index.ts';
import type { Transport } from '../session.ts';
import type { DriveFolder } from './folders.ts';
import { persist, sendFile, type Announced, type TusOptions } from './tus.ts';

/** A file of at most this many bytes goes in one request: there is nothing in it to resume. */
export const pieceBytes = 4 * 1024 * 1024;
const patienceMs = 30_000;

export type Change = 'new' | 'version' | 'unchanged';

export interface Transferred {
  readonly change: Change;
  readonly item: Item;
  /** The document that it is in the project; missing for what was there already, or without a project. */
  readonly documentId?: string | undefined;
}

export interface Source {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

export interface Transfers {
  /** @param onBytes is told how many bytes of the file are done @throws KeepsakeError */
  put(folder: DriveFolder, source: Source, onBytes: (done: number) => void): Promise<Transferred>;
}

/** Transfers into one project, or into the drive alone. */
export function createTransfers(
  client: Client<Response>,
  transport: Transport,
  projectId: string | undefined,
): Transfers {
  const options: TusOptions = { ...transport, client, pieceBytes, patienceMs };
  return {
    async put(folder, source, onBytes) {
      const there = folder.find(source.name);
      if (there?.type === 'folder') throw folderThere(source.name);
      const sha256 = source.size === there?.size ? await hashFile(source.path) : undefined;
      if (there !== undefined && sha256 === there.sha256) return { change: 'unchanged', item: there };
      const target = { folder: folder.id, ...(projectId === undefined ? {} : { projectId }) };
      const sent =
        source.size <= pieceBytes
          ? await sendWhole(options, { ...source, ...target })
          : await sendInPieces(
              options,
              { ...source, ...target, sha256: sha256 ?? (await hashFile(source.path)) },
              onBytes,
            );
      folder.note(sent.item);
      return { change: there === undefined ? 'new' : 'version', ...sent };
    },
  };
}

async function sendWhole(
  options: TusOptions,
  { path, name, folder, projectId }: Omit<Announced, 'sha256'>,
): Promise<Omit<Transferred, 'change'>> {
  const bytes = await readFile(path);
  const idempotencyKey = randomUUID();
  const { item, document_id: documentId } = await persist(options, () => {
    const form = new FormData();
    form.set('file', new Blob([bytes]), name);
    const project = projectId === undefined ? {} : { project_id: projectId };
    return options.client.uploadFile(
      { itemId: folder, name, on_conflict: 'replace', ...project },
      { form, idempotencyKey },
    );
  });
  return { item, documentId };
}

async function sendInPieces(
  options: TusOptions,
  announced: Announced,
  onBytes: (done: number) => void,
): Promise<Omit<Transferred, 'change'>> {
  const upload = await sendFile(options, announced, onBytes);
  const item = await options.client.getItem({ itemId: upload.item_id ?? '' });
  return { item, documentId: upload.document_id };
}

/** SHA-256 of a file, hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 1_048_576 }))
    hash.update(bytes as Buffer);
  return hash.digest('hex');
}

function folderThere(name: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `The drive has a folder named "${name}" there. Rename one of the two.`,
  );
}
