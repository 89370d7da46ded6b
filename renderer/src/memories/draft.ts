/** What is being written and not saved: kept in this window until it is saved or thrown away, so a reload loses nothing. */
import { useState } from 'react';

export interface Draft {
  readonly content: string;
  readonly name: string;
  readonly tags: string;
}

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param place `new` or a memory's id */
function nameOf(projectId: string, place: string): string {
  return `draft ${projectId} ${place}`;
}

export function readDraft(
  projectId: string,
  place: string,
  keeper: Keeper = sessionStorage,
): Draft | undefined {
  try {
    const kept = JSON.parse(keeper.getItem(nameOf(projectId, place)) ?? 'null') as Partial<Draft> | null;
    if (kept === null) return undefined;
    const { content, name, tags } = kept;
    const isWhole = [content, name, tags].every((text) => typeof text === 'string');
    return isWhole ? (kept as Draft) : undefined;
  } catch {
    return undefined;
  }
}

/** Storage that is full or forbidden costs the draft and nothing else. */
export function keepDraft(
  projectId: string,
  place: string,
  draft: Draft | undefined,
  keeper: Keeper = sessionStorage,
): void {
  try {
    if (draft === undefined) keeper.removeItem(nameOf(projectId, place));
    else keeper.setItem(nameOf(projectId, place), JSON.stringify(draft));
  } catch {
    // What is typed is still on the page.
  }
}

export interface DraftControl {
  readonly draft: Draft;
  /** Whether it is one from before, taken up again. */
  readonly isTakenUp: boolean;
  readonly change: (change: Partial<Draft>) => void;
  /** Forgets it; the fields stay as they are. */
  readonly forget: () => void;
}

/** A draft that begins as `start` unless there is one from before. */
export function useDraft(projectId: string, place: string, start: Draft): DraftControl {
  const [before] = useState(() => readDraft(projectId, place));
  const [draft, setDraft] = useState(before ?? start);
  return {
    draft,
    isTakenUp: before !== undefined,
    change: (change) => {
      const next = { ...draft, ...change };
      setDraft(next);
      keepDraft(projectId, place, next);
    },
    forget: () => keepDraft(projectId, place, undefined),
  };
}

/** `travel, work` as a list, each tag once. */
export function tagsOf(text: string): string[] {
  const tags = text.split(/[,،、]/).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
