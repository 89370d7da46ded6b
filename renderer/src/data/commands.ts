/** What can be done from the command palette; screens add theirs while they are open. */
import type { LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { Registry, useLatest } from './registry.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  /** Shown beside it, as `useShortcut` takes them; registering them is the caller's. */
  readonly keys?: string | undefined;
  /** Further words it is found by. */
  readonly words?: string | undefined;
  readonly run: () => void;
}

export const commands = new Registry<Command>();

/** A command for as long as the component is there. */
export function useCommand({ id, label, icon, keys, words, run }: Command): void {
  const latest = useLatest(run);
  useEffect(
    () => commands.add({ id, label, icon, keys, words, run: latest }),
    [id, label, icon, keys, words, latest],
  );
}

/** Those in which every word typed begins some word, in the order they were added. */
export function findCommands(all: readonly Command[], typed: string): readonly Command[] {
  const wanted = wordsIn(typed);
  return all.filter(({ label, words = '' }) => {
    const there = wordsIn(`${label} ${words}`);
    return wanted.every((word) => there.some((one) => one.startsWith(word)));
  });
}

function wordsIn(text: string): string[] {
  return text
    .toLocaleLowerCase()
    .split(/[\s“”"]+/)
    .filter((word) => word !== '');
}
