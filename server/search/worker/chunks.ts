/** A thread's own handles on chunks of segments, which all threads share in memory. */
import type { FailureNumber, FromThread } from './messages.ts';
import type { ChunkSource } from './project.ts';
import { Unread } from './unread.ts';

type Shared = Uint8Array<SharedArrayBuffer>;

/** A chunk is gone: a merge replaced its segment. */
export class MissingChunks extends Error {}

export interface Chunks {
  of(project: string): ChunkSource;
  /**
   * Until what this returns is called, what is at hand can be read, even when it is let go of meanwhile: what a search
   * has fetched may be more than there is room for, and other searches fetch as well.
   */
  use(): () => void;
  /** What was asked for has come, is gone, or could not be read. */
  arrived(
    n: number,
    chunks: readonly (readonly [number, Shared])[] | undefined,
    failure: FailureNumber | undefined,
  ): void;
  drop(project: string, segment: string, numbers: readonly number[]): void;
  /** Lets go of what belongs to other segments of the project. */
  keepOnly(project: string, segments: ReadonlySet<string>): void;
  forget(project: string): void;
}

interface Waiting {
  readonly project: string;
  readonly segment: string;
  resolve(): void;
  reject(error: Error): void;
}

type Segments = Map<string, Map<number, Shared>>;

/** What was let go of at once, and who may still read it. */
interface Leaving {
  readonly users: Set<symbol>;
  readonly chunks: readonly (readonly [key: string, chunk: Shared])[];
}

export function createChunks(send: (message: FromThread) => void): Chunks {
  /** Project → segment → number. */
  const projects = new Map<string, Segments>();
  const users = new Set<symbol>();
  const leavings = new Set<Leaving>();
  /** Those that are leaving, by key. */
  const readable = new Map<string, Shared>();
  const waiting = new Map<number, Waiting>();
  let last = 0;

  const keyOf = (project: string, segment: string, number: number) => `${project}/${segment}/${number}`;

  function heldOf(project: string, segment: string): Map<number, Shared> {
    const segments: Segments = projects.get(project) ?? new Map();
    projects.set(project, segments);
    const held = segments.get(segment) ?? new Map<number, Shared>();
    segments.set(segment, held);
    return held;
  }

  function letGo(project: string, segment: string, numbers: Iterable<number>): void {
    const held = projects.get(project)?.get(segment);
    if (held === undefined) return;
    const chunks: [string, Shared][] = [];
    for (const number of numbers) {
      const chunk = held.get(number);
      held.delete(number);
      if (chunk !== undefined) chunks.push([keyOf(project, segment, number), chunk]);
    }
    if (users.size === 0 || chunks.length === 0) return;
    leavings.add({ users: new Set(users), chunks });
    for (const [key, chunk] of chunks) readable.set(key, chunk);
  }

  function end(user: symbol): void {
    users.delete(user);
    for (const leaving of leavings) {
      leaving.users.delete(user);
      if (leaving.users.size > 0) continue;
      leavings.delete(leaving);
      for (const [key, chunk] of leaving.chunks) if (readable.get(key) === chunk) readable.delete(key);
    }
  }

  return {
    of: (project) => ({
      chunk: (segment, number) =>
        projects.get(project)?.get(segment)?.get(number) ?? readable.get(keyOf(project, segment, number)),
      stays: (segment, number) => projects.get(project)?.get(segment)?.has(number) === true,
      fetch: (segment, chunks) =>
        new Promise((resolve, reject) => {
          const n = ++last;
          waiting.set(n, { project, segment, resolve, reject });
          send({ kind: 'fetch', n, project, segment, chunks });
        }),
    }),
    use() {
      const user = Symbol('user');
      users.add(user);
      return () => end(user);
    },
    arrived(n, chunks, failure) {
      const call = waiting.get(n);
      waiting.delete(n);
      if (call === undefined) return;
      if (failure !== undefined) return call.reject(new Unread(failure));
      if (chunks === undefined) return call.reject(new MissingChunks('a part of the index is gone'));
      const held = heldOf(call.project, call.segment);
      for (const [number, chunk] of chunks) held.set(number, chunk);
      call.resolve();
    },
    drop: letGo,
    keepOnly(project, segments) {
      for (const [segment, held] of projects.get(project) ?? []) {
        if (segments.has(segment)) continue;
        letGo(project, segment, [...held.keys()]);
        projects.get(project)?.delete(segment);
      }
    },
    forget(project) {
      for (const [segment, held] of projects.get(project) ?? []) letGo(project, segment, [...held.keys()]);
      projects.delete(project);
    },
  };
}
