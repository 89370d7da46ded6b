/** Keeps the indexes of the projects used last in memory, within a limit, and current for every search. */
import { load, refresh, type Loaded } from './loading.ts';
import type { ProjectIndex } from './project-index.ts';
import type { IndexReader } from './search.ts';

export interface IndexCache {
  /** The project's index with everything in it that was committed before the call. */
  current(reader: IndexReader): Promise<ProjectIndex>;
  clear(): void;
}

interface Entry {
  /** The newest update that was begun; each begins when the one before it has ended. */
  latest: Promise<Loaded>;
  /** An update that has not begun to read yet: what was committed until now will be in it, so callers share it. */
  waiting: Promise<Loaded> | undefined;
  /** What it took in memory at the last update. */
  bytes: number;
}

/** A cache of at most about `maxBytes`; a search may exceed it while it runs. */
export function createIndexCache(maxBytes: number): IndexCache {
  /** In order of last use, oldest first. */
  const entries = new Map<string, Entry>();

  function update(reader: IndexReader, entry: Entry): Promise<Loaded> {
    if (entry.waiting !== undefined) return entry.waiting;
    const waiting = entry.latest.then((loaded) => {
      entry.waiting = undefined;
      return refresh(reader, loaded);
    });
    entry.waiting = waiting;
    entry.latest = waiting;
    return waiting;
  }

  function touch(reader: IndexReader): Entry {
    const entry = entries.get(reader.id) ?? { latest: load(reader), waiting: undefined, bytes: 0 };
    entries.delete(reader.id);
    entries.set(reader.id, entry);
    return entry;
  }

  function shrink(): void {
    let bytes = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [id, entry] of entries) {
      if (bytes <= maxBytes) return;
      entries.delete(id);
      bytes -= entry.bytes;
    }
  }

  return {
    async current(reader) {
      const entry = touch(reader);
      try {
        const { index } = await update(reader, entry);
        entry.bytes = index.bytes();
        shrink();
        return index;
      } catch (error) {
        // A failed read leaves an index half updated; the next search begins anew.
        if (entries.get(reader.id) === entry) entries.delete(reader.id);
        throw error;
      }
    },
    clear: () => entries.clear(),
  };
}
