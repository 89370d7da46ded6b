/** A thread's way to the texts of passages, which the engine reads for it. */
import type { FailureNumber, FromThread } from './messages.ts';
import { Unread } from './unread.ts';

/** Rows of a project in the order of the keys; nothing for one that is gone. */
export type ReadPieces = (
  project: string,
  keys: readonly string[],
) => Promise<readonly (Uint8Array | undefined)[]>;

export interface PieceRows {
  /** For a search. */
  of(search: number): ReadPieces;
  /** What was asked for has come, or could not be read. */
  arrived(
    n: number,
    rows: readonly (Uint8Array | undefined)[] | undefined,
    failure: FailureNumber | undefined,
  ): void;
}

interface Waiting {
  resolve(rows: readonly (Uint8Array | undefined)[]): void;
  reject(error: Error): void;
}

export function createPieceRows(send: (message: FromThread) => void): PieceRows {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    of: (search) => (project, keys) =>
      new Promise((resolve, reject) => {
        const n = ++last;
        waiting.set(n, { resolve, reject });
        send({ kind: 'read', n, search, project, keys });
      }),
    arrived(n, rows, failure) {
      const call = waiting.get(n);
      waiting.delete(n);
      if (failure !== undefined) call?.reject(new Unread(failure));
      else if (rows === undefined) call?.reject(new Error('texts of passages could not be read'));
      else call?.resolve(rows);
    },
  };
}
