/** A thread's own handles on chunks of segments, which all threads share in memory. */
import type { FromThread } from './messages.ts';
import type { ChunkSource } from './project.ts';

type Shared = Uint8Array<SharedArrayBuffer>;

/** A chunk is gone: a merge replaced its segment. */
export class MissingChunks extends Error {}

export interface Chunks {
  of(project: string): ChunkSource;
  /** What was asked for has come, or is gone. */
  arrived(n: number, chunks: readonly (readonly [number, Shared])[] | undefined): void;
  drop(project: string, segment: string, numbers: readonly number[]): void;
  forget(project: string): void;
}

interface Waiting {
  readonly held: Map<number, Shared>;
  resolve(): void;
  reject(error: Error): void;
}

export function createChunks(send: (message: FromThread) => void): Chunks {
  /** Project → segment → number. */
  const projects = new Map<string, Map<string, Map<number, Shared>>>();
  const waiting = new Map<number, Waiting>();
  let last = 0;

  function heldOf(project: string, segment: string): Map<number, Shared> {
    const segments = projects.get(project) ?? new Map<string, Map<number, Shared>>();
    projects.set(project, segments);
    const held = segments.get(segment) ?? new Map<number, Shared>();
    segments.set(segment, held);
    return held;
  }

  return {
    of: (project) => ({
      chunk: (segment, number) => projects.get(project)?.get(segment)?.get(number),
      fetch: (segment, chunks) =>
        new Promise((resolve, reject) => {
          const n = ++last;
          waiting.set(n, { held: heldOf(project, segment), resolve, reject });
          send({ kind: 'fetch', n, project, segment, chunks });
        }),
    }),
    arrived(n, chunks) {
      const call = waiting.get(n);
      waiting.delete(n);
      if (call === undefined) return;
      if (chunks === undefined) return call.reject(new MissingChunks('a part of the index is gone'));
      for (const [number, chunk] of chunks) call.held.set(number, chunk);
      call.resolve();
    },
    drop(project, segment, numbers) {
      const held = projects.get(project)?.get(segment);
      for (const number of numbers) held?.delete(number);
    },
    forget: (project) => void projects.delete(project),
  };
}
