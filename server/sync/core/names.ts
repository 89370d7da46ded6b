/** Names that no two records of a kind may share, and names beside one that is taken. */
import type { Version } from './version.ts';

/**
 * The name as the strictest of Windows, macOS and Linux compares it: composed, and without case character by
 * character, as file systems do it: Σ, σ and ς are one letter, while ß is not ss.
 */
export function foldName(name: string): string {
  const folded = Array.from(name.normalize('NFC'), (character) => {
    const upper = character.toUpperCase();
    return (Array.from(upper).length === 1 ? upper : character).toLowerCase();
  });
  return folded.join('').normalize('NFC');
}

/** What no two items of a folder may share. */
export function itemName(parent: string, name: string): string {
  return `${parent}/${foldName(name)}`;
}

interface Named {
  readonly namespace: string;
  readonly key: string;
  readonly externalId?: string;
  readonly conversation: string;
  readonly parent: string;
  readonly name: string;
}

/** What no other record of the kind may have while this one is so; undefined where nothing has to be unique. */
export function uniqueOf({
  kind,
  state,
  payload,
}: Pick<Version, 'kind' | 'state' | 'payload'>): string | undefined {
  const named = payload as unknown as Named;
  if (kind === 'entry') return `${named.namespace}/${named.key}`;
  if (kind === 'item') return state === 'active' ? itemName(named.parent, named.name) : undefined;
  if (named.externalId === undefined) return undefined;
  if (kind === 'conversation') return state === 'deleted' ? undefined : named.externalId;
  return kind === 'message' ? `${named.conversation} ${named.externalId}` : undefined;
}

/** Of a name, in UTF-16 as most systems count it. */
const longestName = 255;

function beginningOf(text: string, length: number): string {
  const cut = text.slice(0, Math.max(1, length));
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** `Plan (Ada's laptop, 2026-11-21).md`, or the first numbered form of it that is not taken. */
export function nameBeside(
  name: string,
  { device, date }: { readonly device: string; readonly date: string },
  isTaken: (name: string) => boolean,
): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot) : '';
  for (let n = 1; ; n++) {
    const beside = ` (${device}, ${date})${n === 1 ? '' : ` (${n})`}${extension}`;
    const candidate = `${beginningOf(stem, longestName - beside.length)}${beside}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Whether a kind has the ids of items: where an item became another one, so did what has its id. */
export function isNamedByItem(kind: string): boolean {
  return kind === 'attributes' || kind === 'favourite';
}
