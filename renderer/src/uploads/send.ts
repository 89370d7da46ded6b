/** One file to the drive: at once or in pieces, and again after somebody said what to do about a name that is taken. */
import { KeepsakeError } from '../../../contract/index.ts';
import { uploadWithProgress } from '../data/client.ts';
import type { Asker } from '../drive/collision.tsx';
import { beginUpload, cancelUpload, isLarge, sendPieces } from './pieces.ts';

/** What an upload keeps from one try to the next. */
export interface Control {
  idempotencyKey: string;
  abort: AbortController;
  readonly ask: Asker;
  readonly hasMore: boolean;
  sha256?: string | undefined;
  rule?: 'rename' | 'replace';
  /** Of the upload of a large file, once it is announced. */
  address?: string;
  /** Tells the server that nothing more comes for it. */
  forget?: () => void;
}

interface Sending {
  readonly control: Control;
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly projectId: string | undefined;
  readonly onProgress: (share: number) => void;
  readonly onAsk: (isAsking: boolean) => void;
}

/** @returns the document's id, if it became one; `skipped` when it was decided not to send it. @throws KeepsakeError */
export async function sendFile(file: File, sending: Sending): Promise<string | undefined> {
  const { control, signal, onAsk } = sending;
  try {
    return await sendOnce(file, sending);
  } catch (error) {
    const isTaken = error instanceof KeepsakeError && error.code === 'DRIVE_ITEM_CONFLICT';
    if (!isTaken || signal.aborted) throw error;
    onAsk(true);
    const rule = await control.ask({ name: file.name, canReplace: true, hasMore: control.hasMore });
    signal.throwIfAborted();
    if (rule === 'skip') return 'skipped';
    control.rule = rule;
    control.idempotencyKey = crypto.randomUUID();
    control.forget?.();
    onAsk(false);
    return sendOnce(file, sending);
  }
}

async function sendOnce(
  file: File,
  { control, signal, folder, projectId, onProgress }: Sending,
): Promise<string | undefined> {
  const fields = {
    // A document is wanted whatever stands at the top of the drive.
    on_conflict: control.rule ?? (projectId === undefined ? 'deny' : 'rename'),
    ...(projectId === undefined ? {} : { project_id: projectId }),
  };
  signal.throwIfAborted();
  if (!isLarge(file))
    return uploadWithProgress(folder, file, fields, {
      idempotencyKey: control.idempotencyKey,
      signal,
      onProgress,
    });
  const { sha256 } = control;
  const all = { ...fields, ...(sha256 === undefined ? {} : { sha256 }) };
  return sendPieces(file, { address: await announce(control, folder, file, all), signal, onProgress });
}

/** The address of a large file's upload: of the one that was paused, or of a new one. */
async function announce(
  control: Control,
  folder: string,
  file: File,
  fields: Record<string, string>,
): Promise<string> {
  if (control.address !== undefined) return control.address;
  const address = await beginUpload(folder, file, fields);
  control.address = address;
  control.forget = () => {
    delete control.address;
    void cancelUpload(address);
  };
  // Cancelled while it was announced.
  if (control.abort.signal.aborted) control.forget();
  return address;
}
