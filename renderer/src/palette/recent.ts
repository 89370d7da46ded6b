/**
 * The last searches of this window. They are kept in its memory alone: what a person looks for is as private as what
 * they keep, and the browser's own storage is not encrypted.
 */
import { useSyncExternalStore } from 'react';

const most = 5;
let searches: readonly string[] = [];
const listeners = new Set<() => void>();

function set(next: readonly string[]): void {
  searches = next;
  for (const listener of listeners) listener();
}

/** Puts a search first; one that only says the beginning of it goes. */
export function rememberSearch(query: string): void {
  const text = query.trim();
  if (text.length < 2) return;
  const others = searches.filter((one) => !text.toLowerCase().startsWith(one.toLowerCase()));
  set([text, ...others].slice(0, most));
}

export function forgetSearches(): void {
  set([]);
}

export function useRecentSearches(): readonly string[] {
  return useSyncExternalStore(subscribe, () => searches);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
