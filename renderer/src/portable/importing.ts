/** Brings an archive to the server: it goes to the top of the drive, is imported from there, and ends in the trash. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { ImportReport, ImportSource } from '../../../contract/operations/portable.ts';
import { client, readRootFolder } from '../data/client.ts';
import { beginUpload, cancelUpload, sendPieces } from '../uploads/pieces.ts';

/** An archive that the server holds. */
export interface Arrived {
  readonly itemId: string;
  readonly name: string;
}

interface Sending {
  readonly signal: AbortSignal;
  /** Is given the share sent, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** @throws KeepsakeError, or AbortError when it was cancelled; nothing of it stays then */
export async function sendArchive(file: File, { signal, onProgress }: Sending): Promise<Arrived> {
  const address = await beginUpload(await readRootFolder(), file, { on_conflict: 'rename' });
  try {
    await sendPieces(file, { address, signal, onProgress });
    signal.throwIfAborted();
  } catch (error) {
    await cancelUpload(address);
    throw error;
  }
  const { item_id } = await client.getUpload({ uploadId: address.split('/').at(-1) ?? '' });
  if (item_id === undefined)
    throw new KeepsakeError('INTERNAL', `“${file.name}” arrived, but the drive does not list it. Try again.`);
  return { itemId: item_id, name: file.name };
}

export interface Import {
  readonly arrived: Arrived;
  /** Recognised from the file when left out. */
  readonly source: ImportSource | undefined;
  readonly projectId: string | undefined;
}

export function importArchive(
  { arrived, source, projectId }: Import,
  isDryRun: boolean,
): Promise<ImportReport> {
  return client.importFile({
    item_id: arrived.itemId,
    dry_run: isDryRun,
    ...(source === undefined ? {} : { source }),
    ...(projectId === undefined ? {} : { project_id: projectId }),
  });
}

/** Puts the archive into the trash of the drive. */
export async function putAway({ itemId }: Arrived): Promise<void> {
  await client.deleteItem({ itemId });
}
