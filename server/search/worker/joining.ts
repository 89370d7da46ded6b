/** Joins passages of a document that follow each other and stand in the same place, so that a reader gets them in one. */
import type { Hit } from '../search.ts';

/** Passages in one. */
const mostJoined = 4;

/** What differs between passages of one place; the rest of a place names it. */
const extent = new Set(['line_start', 'line_end', 'box']);

interface Joined {
  /** In the order of the document. */
  hits: Hit[];
}

/** Each joined passage stands where the best of its parts stood, and cites where the first begins and the last ends. */
export function joinNeighbours(hits: readonly Hit[]): Hit[] {
  const all: Joined[] = [];
  for (const hit of hits) {
    const neighbours = all.filter((one) => isBeside(one, hit));
    const [best] = neighbours;
    const length = neighbours.reduce((sum, { hits: own }) => sum + own.length, 1);
    if (best === undefined || length > mostJoined) {
      all.push({ hits: [hit] });
      continue;
    }
    best.hits = [...neighbours.flatMap(({ hits: own }) => own), hit].sort((a, b) => a.ordinal - b.ordinal);
    for (const other of neighbours) if (other !== best) all.splice(all.indexOf(other), 1);
  }
  return all.map(({ hits: parts }) => joined(parts));
}

function isBeside({ hits }: Joined, hit: Hit): boolean {
  const [first, last] = [hits[0], hits.at(-1)] as [Hit, Hit];
  const beside = hit.ordinal === first.ordinal - 1 || hit.ordinal === last.ordinal + 1;
  const sameRecord =
    hit.type === 'document' && hit.recordId === first.recordId && hit.project === first.project;
  return beside && sameRecord && placeName(hit) === placeName(first);
}

function placeName({ place }: Hit): string {
  return JSON.stringify(Object.entries(place).filter(([name]) => !extent.has(name)));
}

function joined(parts: readonly Hit[]): Hit {
  const [first] = parts as [Hit];
  if (parts.length === 1) return first;
  const best = parts.reduce((one, other) => (other.score > one.score ? other : one));
  return {
    ...best,
    ordinal: first.ordinal,
    text: parts.map(({ text }) => text).join('\n\n'),
    place: { ...first.place, ...extentOf(parts) },
    folded: parts.reduce((sum, { folded }) => sum + folded, 0),
  };
}

/** Where the last of them ends, and what holds them all on their page. */
function extentOf(parts: readonly Hit[]): Record<string, unknown> {
  const end = parts.at(-1)?.place['line_end'];
  const boxes = parts.flatMap(({ place }) => (Array.isArray(place['box']) ? [place['box'] as number[]] : []));
  const side = (at: number, choose: (...values: number[]) => number) =>
    choose(...boxes.map((box) => box[at] ?? 0));
  return {
    ...(end === undefined ? {} : { line_end: end }),
    ...(boxes.length === 0
      ? {}
      : { box: [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)] }),
  };
}
