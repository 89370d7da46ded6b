/** Files on their way to the server: a few at a time, each with its stage, each to be cancelled or tried again. */
import { KeepsakeError } from '../../../contract/index.ts';
import { client, readRootFolder } from '../data/client.ts';
import { wordsOf } from '../parts/words.tsx';
import type { Asker } from '../drive/collision.tsx';
import { hashOf } from './hash.ts';
import { sendFile, type Control } from './send.ts';

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
  /**
   * `asking`: the folder holds that name, and somebody has to say what to do; `storing`: all is sent, and the server
   * writes it down; `indexing`: it is there, and a project reads it.
   */
  readonly stage:
    | 'waiting'
    | 'hashing'
    | 'asking'
    | 'uploading'
    | 'paused'
    | 'storing'
    | 'indexing'
    | 'done'
    | 'failed';
  /** Sent, 0 to 1. */
  readonly share: number;
  readonly reason?: string;
  /** The document it became, which goes on to say how it is read. */
  readonly documentId?: string | undefined;
}

interface QueueOptions {
  /** Is called after each file, when it is in the drive. */
  readonly onDone: () => Promise<void>;
  /** Who says what to do about names that are taken; one for each lot of files. */
  readonly newAsker: () => Asker;
}

const atOnce = 3;
const busyStages = new Set<Upload['stage']>(['hashing', 'uploading', 'storing']);
const pollMs = 1_000;

/** Whether nothing is to be done for it any more. */
export function isOver({ stage }: Upload): boolean {
  return stage === 'done' || stage === 'failed';
}

/** Whether its bytes are in the drive. */
export function isThere({ stage }: Upload): boolean {
  return stage === 'done' || stage === 'indexing';
}

export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #nextId = 1;
  readonly #controls = new Map<number, Control>();
  readonly #listeners = new Set<() => void>();
  readonly #options: QueueOptions;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  readonly all = (): readonly Upload[] => this.#uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: readonly File[], to: Destination): void {
    this.addTo(files.map((file) => ({ file, to })));
  }

  /** Files for different folders, as one lot: “for all” holds for all of them. */
  addTo(files: readonly { readonly file: File; readonly to: Destination }[]): void {
    const ask = this.#options.newAsker();
    const added = files.map(({ file, to }): Upload => ({
      id: this.#nextId++,
      file,
      to,
      stage: 'waiting',
      share: 0,
    }));
    for (const { id } of added)
      this.#controls.set(id, {
        idempotencyKey: crypto.randomUUID(),
        abort: new AbortController(),
        ask,
        hasMore: added.length > 1,
      });
    this.#set([...this.#uploads, ...added]);
    this.#startNext();
  }

  /** Stops an upload, or puts away one that is over. */
  cancel(id: number): void {
    const upload = this.#uploads.find((one) => one.id === id);
    const control = this.#controls.get(id);
    control?.abort.abort();
    if (upload !== undefined && !isThere(upload)) control?.forget?.();
    this.#controls.delete(id);
    this.#set(this.#uploads.filter((one) => one.id !== id));
    this.#startNext();
  }

  cancelAll(): void {
    for (const { id } of this.#uploads.filter((upload) => !isThere(upload))) this.cancel(id);
  }

  /** Puts away all that are over. */
  clear(): void {
    for (const { id } of this.#uploads.filter(isOver)) this.#controls.delete(id);
    this.#set(this.#uploads.filter((upload) => !isOver(upload)));
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
    const busy = this.#uploads.filter(({ stage }) => busyStages.has(stage)).length;
    const waiting = this.#uploads.filter(({ stage }) => stage === 'waiting');
    for (const upload of waiting.slice(0, Math.max(0, atOnce - busy))) void this.#send(upload);
  }

  async #send({ id, file, to }: Upload): Promise<void> {
    const control = this.#controls.get(id);
    if (control === undefined) return;
    const { abort } = control;
    const { signal } = abort;
    const change = (fields: Partial<Upload>): void => {
      if (!signal.aborted) this.#change(id, fields);
    };
    try {
      change({ stage: 'hashing' });
      control.sha256 ??= await hashOf(file);
      change({ stage: 'uploading' });
      const documentId = await sendFile(file, {
        control,
        signal,
        folder: to.folderId ?? (await readRootFolder()),
        projectId: to.projectId,
        onProgress: (share) => change({ stage: share < 1 ? 'uploading' : 'storing', share }),
        onAsk: (isAsking) => (change({ stage: isAsking ? 'asking' : 'uploading' }), this.#startNext()),
      });
      if (documentId === 'skipped') return this.cancel(id);
      change({ stage: documentId === undefined ? 'done' : 'indexing', share: 1, documentId });
      this.#startNext();
      await this.#options.onDone();
      if (documentId !== undefined) await this.#untilRead(id, to.projectId ?? '', documentId);
    } catch (error) {
      // What the server no longer knows begins anew.
      if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') delete control.address;
      change({ stage: 'failed', reason: wordsOf(error) });
      this.#startNext();
    }
  }

  /** Waits until the project has read the document, or could not: its own row says why. */
  async #untilRead(id: number, projectId: string, documentId: string): Promise<void> {
    for (;;) {
      const isShown = this.#uploads.some((upload) => upload.id === id);
      const document = isShown
        ? await client.getDocument({ projectId, documentId }).catch(() => undefined)
        : undefined;
      if (document === undefined || document.status === 'okay' || document.status === 'error') break;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    this.#change(id, { stage: 'done' });
  }

  #change(id: number, fields: Partial<Upload>): void {
    this.#set(this.#uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}
