/** Authors of messages, as their names stand in the index. */
import { authorPrefix } from '../filters.ts';
import { decodeText, encodeText } from '../segment/bytes.ts';
import type { Segment } from '../segment/reading.ts';
import type { Source } from './project.ts';

/** A question names one of few; a crowd's names are words like any other. */
const most = 200;

/** The folded names of all authors. */
export function readAuthors(sources: readonly Source[]): string[] {
  const names = new Set<string>();
  for (const { segment } of sources) for (const { name } of authorsOf(segment)) names.add(name);
  return names.size > most ? [] : [...names].sort();
}

interface Author {
  readonly name: string;
  readonly number: number;
}

const known = new WeakMap<Segment, readonly Author[]>();

/** A segment's authors and the numbers of their terms. */
export function authorsOf(segment: Segment): readonly Author[] {
  const authors = known.get(segment) ?? findAuthors(segment);
  known.set(segment, authors);
  return authors;
}

function findAuthors(segment: Segment): Author[] {
  const found: Author[] = [];
  for (const { name, entry } of segment.terms.from(encodeText(authorPrefix))) {
    const term = decodeText(name);
    if (!term.startsWith(authorPrefix) || found.length > most) break;
    found.push({ name: term.slice(authorPrefix.length), number: entry.number });
  }
  return found;
}
