/** What a group of commits has changed so far, over what the database says; a refused commit's part is dropped. */
export interface Overlay<V> {
  get(key: string): V | undefined;
  set(key: string, value: V | undefined): void;
  /** Keeps what was set since the last `accept` or `reject`. */
  accept(): void;
  reject(): void;
  /** What was accepted, by key; undefined for what is gone. */
  changed(): ReadonlyMap<string, V | undefined>;
  /** Whether the database has the key. */
  isBelow(key: string): boolean;
}

export function overlayOn<V>(below: ReadonlyMap<string, V>): Overlay<V> {
  const accepted = new Map<string, V | undefined>();
  const tentative = new Map<string, V | undefined>();
  return {
    get(key) {
      if (tentative.has(key)) return tentative.get(key);
      return accepted.has(key) ? accepted.get(key) : below.get(key);
    },
    set: (key, value) => void tentative.set(key, value),
    accept() {
      for (const [key, value] of tentative) accepted.set(key, value);
      tentative.clear();
    },
    reject: () => tentative.clear(),
    changed: () => accepted,
    isBelow: (key) => below.has(key),
  };
}

/** A list of effects in order, whose newest part can be dropped. */
export interface Effects<E> {
  add(effect: E): void;
  accept(): void;
  reject(): void;
  accepted(): readonly E[];
}

export function effectsOf<E>(): Effects<E> {
  const all: E[] = [];
  let kept = 0;
  return {
    add: (effect) => void all.push(effect),
    accept: () => void (kept = all.length),
    reject: () => void (all.length = kept),
    accepted: () => all.slice(0, kept),
  };
}

/** One key of several words; none of them holds the separator. */
export function keyOf(...words: readonly string[]): string {
  return words.join('\0');
}
