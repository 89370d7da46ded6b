/** The projects searched last, current for every search, and their chunks, within a limit of memory. */
import type { IndexReader } from '../search.ts';
import { ProjectState } from '../project-state.ts';

export interface Projects {
  /** The project with everything in it that was committed before the call. */
  current(reader: IndexReader): Promise<ProjectState>;
  /** A project that was returned before. */
  readonly get: (id: string) => ProjectState | undefined;
  /** Forgets what is known of a project. */
  forget(id: string): void;
  /** Lets go of what was used longest ago, when there is too much. */
  readonly shrink: () => void;
  clear(): void;
}

interface Entry {
  readonly state: ProjectState;
  /** The newest refresh that was begun; each begins when the one before it has ended. */
  latest: Promise<void>;
  /** A refresh that has not begun to read yet: what was committed until now will be in it, so callers share it. */
  waiting: Promise<void> | undefined;
}

export interface ProjectsOptions {
  readonly maxBytes: number;
  readonly onForget: (project: string) => void;
  readonly onDrop: (project: string, chunkKeys: readonly string[]) => void;
}

export function createProjects({ maxBytes, onForget, onDrop }: ProjectsOptions): Projects {
  /** In order of last use, oldest first. */
  const entries = new Map<string, Entry>();

  function refresh(entry: Entry): Promise<void> {
    if (entry.waiting !== undefined) return entry.waiting;
    const waiting = entry.latest.then(() => {
      entry.waiting = undefined;
      return entry.state.refresh();
    });
    entry.waiting = waiting;
    entry.latest = waiting;
    return waiting;
  }

  function touch(reader: IndexReader): Entry {
    const entry = entries.get(reader.id) ?? {
      state: new ProjectState(reader),
      latest: Promise.resolve(),
      waiting: undefined,
    };
    entry.state.reader = reader;
    entries.delete(reader.id);
    entries.set(reader.id, entry);
    return entry;
  }

  function forget(id: string): void {
    if (entries.delete(id)) onForget(id);
  }

  /** Drops chunks of the project used longest ago, then of the next; returns what is held then. */
  function dropChunks(held: number): number {
    let bytes = held;
    for (const [id, { state }] of entries) {
      if (bytes <= maxBytes) break;
      const before = state.bytes();
      const dropped = state.dropChunks(bytes - maxBytes);
      bytes -= before - state.bytes();
      if (dropped.length > 0) onDrop(id, dropped);
    }
    return bytes;
  }

  return {
    async current(reader) {
      const entry = touch(reader);
      try {
        await refresh(entry);
        return entry.state;
      } catch (error) {
        // A read that failed leaves it half refreshed; the next search begins anew.
        if (entries.get(reader.id) === entry) forget(reader.id);
        throw error;
      }
    },
    get: (id) => entries.get(id)?.state,
    forget,
    shrink() {
      let bytes = 0;
      for (const { state } of entries.values()) bytes += state.bytes();
      if (bytes > maxBytes) bytes = dropChunks(bytes);
      for (const [id, { state }] of entries) {
        if (bytes <= maxBytes || entries.size === 1) return;
        bytes -= state.bytes();
        forget(id);
      }
    },
    clear: () => entries.clear(),
  };
}
