/** Tells when a scope has newer commits, by whatever server: asked of the store, as long as somebody wants to know. */
import type { Scope, Store } from '../store/store.ts';
import { inLanes } from './lanes.ts';

export interface HeadWatcher {
  /** There are newer commits. What it rejects with ends the watching. */
  changed(): Promise<unknown>;
  /** After so long without any it is told all the same, for what ends by the clock; never when left out. */
  readonly restMs?: number;
  /** The scope is gone or cannot be read, `changed` failed, or the server stops. */
  end(): void;
}

export interface Heads {
  /** Tells of a scope's commits from the first look on, which is at once. Answers how to stop. */
  watch(scope: Scope, watcher: HeadWatcher): () => void;
  /** Ends all that watch, and who comes later. */
  end(): void;
}

/** At least so long between two looks, however much is committed. */
const pauseMs = 40;
/** So that many streams do not take all connections to the database. */
const atOnce = 4;

interface Watched {
  readonly scope: Scope;
  readonly watcher: HeadWatcher;
  told: { readonly head: number; readonly at: number } | undefined;
  isBusy: boolean;
}

export interface HeadsOptions {
  /** How often commits of other servers are looked for: what a second is promised for must be seen and done within it. */
  readonly everyMs: number;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

/** The heads of a store, and the store, with its commits heard of at once; those of other servers are looked for. */
export function createHeads<S extends Pick<Store, 'commit' | 'head'>>(
  store: S,
  { everyMs, now = () => performance.now() }: HeadsOptions,
): { heads: Heads; store: S } {
  const all = new Set<Watched>();
  let next: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isWoken = false;
  let isOver = false;

  async function tell(watched: Watched, head: number): Promise<void> {
    const { told, watcher } = watched;
    const { restMs = Infinity } = watcher;
    const isDue = told === undefined || told.head !== head || now() - told.at >= restMs;
    if (watched.isBusy || !isDue || !all.has(watched)) return;
    watched.isBusy = true;
    watched.told = { head, at: now() };
    await watcher.changed().catch(() => drop(watched));
    watched.isBusy = false;
  }

  function drop(watched: Watched): void {
    if (all.delete(watched)) watched.watcher.end();
  }

  async function lookAt(own: readonly Watched[]): Promise<void> {
    const [first] = own;
    if (first === undefined) return;
    try {
      const head = await store.head(first.scope);
      // One who is slow keeps nobody waiting.
      for (const watched of own) void tell(watched, head);
    } catch {
      own.forEach(drop);
    }
  }

  async function look(): Promise<void> {
    isLooking = true;
    isWoken = false;
    const scopes = Map.groupBy(all, ({ scope }) => `${scope.account} ${scope.project ?? ''}`);
    await inLanes([...scopes.values()], atOnce, lookAt);
    isLooking = false;
    schedule(isWoken ? pauseMs : everyMs);
  }

  function wake(): void {
    if (isWoken) return;
    isWoken = true;
    schedule(pauseMs);
  }

  function schedule(ms: number): void {
    if (isLooking || all.size === 0) return;
    clearTimeout(next);
    next = setTimeout(() => void look(), ms);
  }

  const heads: Heads = {
    watch(scope, watcher) {
      const watched: Watched = { scope, watcher, told: undefined, isBusy: false };
      if (isOver) {
        watcher.end();
        return () => undefined;
      }
      all.add(watched);
      isWoken = true;
      schedule(0);
      return () => void all.delete(watched);
    },
    end() {
      isOver = true;
      clearTimeout(next);
      [...all].forEach(drop);
    },
  };
  const commit: Store['commit'] = async (scope, wanted) => {
    const result = await store.commit(scope, wanted);
    wake();
    return result;
  };
  return { heads, store: { ...store, commit } };
}
