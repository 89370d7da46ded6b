/** What the palette offers for what is typed, in groups, and how one moves among them. */
import type { LucideIcon } from 'lucide-react';
import type { Route } from '../data/route.ts';

export interface Entry {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly name: string;
  /** What of the name is marked. */
  readonly nameRanges?: readonly (readonly [number, number])[];
  /** Words around what was found, and which of them matched. */
  readonly text?: { readonly words: string; readonly ranges: readonly (readonly [number, number])[] };
  /** Where it stands, such as a project's name or a path. */
  readonly place?: string;
  readonly keys?: string | undefined;
  /** Its own address, if it has one: it can then be opened in a new window. */
  readonly route?: Route;
  /** What “copy the citation” copies. */
  readonly citation?: string;
  readonly run: () => void;
}

export interface Group {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** The entry that Enter opens: the one chosen as long as it is there, the first otherwise. */
export function activeOf(entries: readonly Entry[], chosen: string | undefined): number {
  return Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  );
}

/**
 * Where a key leads: arrows go round, Page keys to the first entry of the group before or after.
 * @returns an index of all entries together, or nothing for other keys
 */
export function steer(groups: readonly Group[], active: number, key: string): number | undefined {
  const all = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  if (all === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % all;
  if (key === 'ArrowUp') return (active - 1 + all) % all;
  const starts = groups.map((_, at) =>
    groups.slice(0, at).reduce((sum, { entries }) => sum + entries.length, 0),
  );
  if (key === 'PageDown') return starts.find((start) => start > active) ?? all - 1;
  if (key === 'PageUp') return starts.findLast((start) => start < active) ?? 0;
  return undefined;
}
