/** Bytes that another server keeps, fetched when somebody opens, reads or searches them, or wants them here: each once at a time. */
import type { RemoteContent } from '../../../services/content-places.ts';
import type { AbsentContents } from '../../../services/content.ts';
import { KeepsakeError } from '../../../../contract/index.ts';

/** What becomes of a fetching while it runs. */
export interface Fetching {
  /** Whether somebody waits for the bytes, so that they do not wait for others. */
  readonly isUrgent: () => boolean;
  /** So many bytes of it are here. */
  readonly arrived: (bytes: number) => void;
}

/** Fetches bytes of an account from the server that it is linked to. @throws KeepsakeError as `fetchContent` does */
export type FetchContent = (account: string, wanted: RemoteContent, fetching: Fetching) => Promise<void>;

export interface LinkedContents extends AbsentContents {
  /** From now on bytes are fetched so; nothing is fetched without it. */
  use(fetch: FetchContent | undefined): void;
  /** As `fetch`, when nothing else is to be done; who opens the file meanwhile makes it urgent. */
  fetchLater(account: string, wanted: RemoteContent): Promise<void>;
}

interface Running {
  isUrgent: boolean;
  bytes: number;
  ended: Promise<void>;
}

export function createLinkedContents(): LinkedContents {
  let source: FetchContent | undefined;
  const running = new Map<string, Running>();
  const keyOf = (account: string, { sha256 }: Pick<RemoteContent, 'sha256'>) => `${account} ${sha256}`;

  function begin(account: string, wanted: RemoteContent, isUrgent: boolean): Running {
    const run: Running = { isUrgent, bytes: 0, ended: Promise.resolve() };
    const fetching = { isUrgent: () => run.isUrgent, arrived: (bytes: number) => void (run.bytes = bytes) };
    const work = source === undefined ? Promise.reject(nowhereToFetch()) : source(account, wanted, fetching);
    run.ended = work.finally(() => running.delete(keyOf(account, wanted)));
    running.set(keyOf(account, wanted), run);
    return run;
  }

  return {
    use(fetch) {
      source = fetch;
    },
    async fetch(account, wanted) {
      const begun = running.get(keyOf(account, wanted));
      if (begun === undefined) return begin(account, wanted, true).ended;
      const wasUrgent = begun.isUrgent;
      begun.isUrgent = true;
      try {
        await begun.ended;
      } catch (error) {
        // What stopped it in the background, such as a pause, need not stop who waits.
        if (wasUrgent) throw error;
        await (running.get(keyOf(account, wanted)) ?? begin(account, wanted, true)).ended;
      }
    },
    fetchLater: (account, wanted) =>
      (running.get(keyOf(account, wanted)) ?? begin(account, wanted, false)).ended,
    progress: (account, wanted) => running.get(keyOf(account, wanted))?.bytes,
  };
}

export function nowhereToFetch(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'The bytes of this file are not on this device, and no server that keeps them is linked. Link it, then open the file again.',
  );
}
