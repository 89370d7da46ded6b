/** A set that components add to while they are on the page, and that others are drawn from. */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';

export class Registry<Entry> {
  #entries: readonly Entry[] = [];
  readonly #listeners = new Set<() => void>();

  readonly all = (): readonly Entry[] => this.#entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @returns a function that takes it out again */
  add(entry: Entry): () => void {
    this.#set([...this.#entries, entry]);
    return () => this.#set(this.#entries.filter((one) => one !== entry));
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }
}

export function useRegistered<Entry>(registry: Registry<Entry>): readonly Entry[] {
  return useSyncExternalStore(registry.subscribe, registry.all);
}

/** The same function at every drawing, which calls the one of the last. */
export function useLatest<Input extends unknown[]>(
  run: (...input: Input) => void,
): (...input: Input) => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback((...input: Input) => latest.current(...input), []);
}
