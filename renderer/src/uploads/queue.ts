/** Files on their way to the server: a few at a time, each with its stage, each to be cancelled or tried again. */
import { KeepsakeError } from '../../../contract/index.ts';
import { readRootFolder, uploadWithProgress } from '../data/client.ts';
import { wordsOf } from '../parts/words.tsx';
import { beginUpload, cancelUpload, largeBytes, sendPieces } from './pieces.ts';

export interface Destination {
  /** Left out, the file goes to the top of the drive. */
  readonly folderId?: string;
  /** The project that it becomes a document of. */
  readonly projectId?: string;
}

export interface Upload {
  readonly id: number;
  readonly file: File;
  readonly to: Destination;
  /** `storing`: all is sent, and the server writes it down. */
  readonly stage: 'waiting' | 'uploading' | 'paused' | 'storing' | 'done' | 'failed';
  /** Sent, 0 to 1. */
  readonly share: number;
  readonly reason?: string;
  /** The document it became, which goes on to say how it is read. */
  readonly documentId?: string | undefined;
}

interface Control {
  readonly idempotencyKey: string;
  abort: AbortController;
  /** Of the upload of a large file, once it is announced. */
  address?: string;
}

const atOnce = 3;

export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #nextId = 1;
  readonly #controls = new Map<number, Control>();
  readonly #listeners = new Set<() => void>();
  readonly #onDone: () => Promise<void>;

  /** @param onDone is called after each file; the file's own line goes when what it returns is done */
  constructor(onDone: () => Promise<void>) {
    this.#onDone = onDone;
  }

  readonly all = (): readonly Upload[] => this.#uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: readonly File[], to: Destination): void {
    const added = files.map((file): Upload => ({ id: this.#nextId++, file, to, stage: 'waiting', share: 0 }));
    for (const { id } of added)
      this.#controls.set(id, { idempotencyKey: crypto.randomUUID(), abort: new AbortController() });
    this.#set([...this.#uploads, ...added]);
    this.#startNext();
  }

  /** Stops an upload, or puts away one that failed. */
  cancel(id: number): void {
    const control = this.#controls.get(id);
    control?.abort.abort();
    const isUnfinished = this.#uploads.some((upload) => upload.id === id && upload.stage !== 'done');
    if (control?.address !== undefined && isUnfinished) void cancelUpload(control.address);
    this.#controls.delete(id);
    this.#set(this.#uploads.filter((upload) => upload.id !== id));
    this.#startNext();
  }

  /** Stops sending a large file for now; what was sent stays. */
  pause(id: number): void {
    this.#controls.get(id)?.abort.abort();
    this.#change(id, { stage: 'paused' });
    this.#startNext();
  }

  /** Goes on with a paused upload, or tries one again that failed. */
  retry(id: number): void {
    const control = this.#controls.get(id);
    if (control === undefined) return;
    control.abort = new AbortController();
    this.#change(id, { stage: 'waiting' });
    this.#startNext();
  }

  #startNext(): void {
    const busy = this.#uploads.filter(({ stage }) => stage === 'uploading' || stage === 'storing').length;
    for (const upload of this.#uploads.filter(({ stage }) => stage === 'waiting').slice(0, atOnce - busy))
      void this.#send(upload);
  }

  async #send({ id, file, to }: Upload): Promise<void> {
    const control = this.#controls.get(id);
    if (control === undefined) return;
    const { idempotencyKey, abort } = control;
    this.#change(id, { stage: 'uploading' });
    try {
      const folder = to.folderId ?? (await readRootFolder());
      abort.signal.throwIfAborted();
      const fields = {
        on_conflict: 'rename',
        ...(to.projectId === undefined ? {} : { project_id: to.projectId }),
      };
      const { signal } = abort;
      const onProgress = (share: number): void => {
        if (!signal.aborted) this.#change(id, { stage: share < 1 ? 'uploading' : 'storing', share });
      };
      const documentId = isLarge(file)
        ? await sendPieces(file, {
            address: await this.#announce(id, folder, file, fields),
            signal,
            onProgress,
          })
        : await uploadWithProgress(folder, file, fields, { idempotencyKey, signal, onProgress });
      this.#change(id, { stage: 'done', share: 1, documentId });
      this.#startNext();
      await this.#onDone();
      this.cancel(id);
    } catch (error) {
      // What the server no longer knows begins anew.
      if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') delete control.address;
      if (!abort.signal.aborted) this.#change(id, { stage: 'failed', reason: wordsOf(error) });
      this.#startNext();
    }
  }

  /** The address of a large file's upload: of the one that was paused, or of a new one. */
  async #announce(id: number, folder: string, file: File, fields: Record<string, string>): Promise<string> {
    const known = this.#controls.get(id)?.address;
    if (known !== undefined) return known;
    const address = await beginUpload(folder, file, fields);
    const control = this.#controls.get(id);
    if (control === undefined) await cancelUpload(address);
    else control.address = address;
    return address;
  }

  #change(id: number, fields: Partial<Upload>): void {
    this.#set(this.#uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether a file is sent in pieces, and can be paused. */
export function isLarge({ size }: File): boolean {
  return size > largeBytes;
}
