/** Chooses the passages to return: the best that fit the limit and the token budget, each text once. */
import type { Candidate } from './messages.ts';
import { highlightsOf } from '../highlights.ts';
import { decodePiece, pieceKey } from '../rows.ts';
import type { Hit, SearchQuery } from '../search.ts';
import { parseQuery } from '../syntax.ts';
import { embeddedText, textHash } from '../vectors/text.ts';
import { coverWords } from './diversity.ts';
import { joinNeighbours } from './joining.ts';
import { Shape } from './near-duplicates.ts';
import type { ReadPieces } from './piece-rows.ts';

/** As the budget of a search counts. */
const charactersPerToken = 4;

/**
 * Reads candidates in order of rank and takes each that fits. When not even one fits the budget, the best one is
 * returned cut, ending in an ellipsis.
 */
export async function choosePassages(
  read: ReadPieces,
  ranked: readonly Candidate[],
  {
    text,
    limit,
    offset = 0,
    tokenBudget = Infinity,
    minRelevance = 0,
    join = false,
    diverse = false,
  }: SearchQuery,
): Promise<Hit[]> {
  const relevant = ranked.filter(({ relevance }) => relevance >= minRelevance);
  const candidates = diverse ? coverWords(relevant, limit + offset) : relevant;
  const seen: Seen[] = [];
  const chosen: Seen[] = [];
  const wanted = limit + offset;
  let tokens = 0;
  for (let at = 0; at < candidates.length && chosen.length < wanted;) {
    const batch = candidates.slice(at, at + wanted - chosen.length);
    at += batch.length;
    for (const hit of await readHits(read, batch)) {
      if (hit === undefined || chosen.length === wanted) continue;
      const shape = new Shape(hit.text);
      const same = seen.find(
        (one) =>
          one.hit.text === hit.text || (areNear(one.hit.score, hit.score) && one.shape.resembles(shape)),
      );
      if (same !== undefined) {
        same.folded++;
        continue;
      }
      const one: Seen = { hit, shape, folded: 0 };
      seen.push(one);
      if (tokens + tokensOf(hit.text) > tokenBudget) continue;
      tokens += tokensOf(hit.text);
      chosen.push(one);
    }
  }
  if (chosen.length === 0 && seen[0] !== undefined) chosen.push(cutTo(seen[0], tokenBudget));
  const { words } = parseQuery(text);
  const hits = chosen.slice(offset).map(({ hit, folded }) => ({ ...hit, folded }));
  return (join ? joinNeighbours(hits) : hits).map((hit) => ({
    ...hit,
    highlights: highlightsOf(hit.text, words),
  }));
}

/** A passage that was looked at. */
interface Seen {
  readonly hit: Hit;
  readonly shape: Shape;
  /** Near-duplicates of it that came after it. */
  folded: number;
}

/** Texts that say almost the same score almost the same; others need not be compared. */
function areNear(higher: number, lower: number): boolean {
  return higher - lower <= 0.2 * Math.abs(higher);
}

function cutTo(seen: Seen, tokenBudget: number): Seen {
  return { ...seen, hit: { ...seen.hit, text: cut(seen.hit.text, tokenBudget * charactersPerToken) } };
}

/** In the order of the candidates; nothing for a piece that was removed after it had been ranked. */
async function readHits(read: ReadPieces, candidates: readonly Candidate[]): Promise<(Hit | undefined)[]> {
  const rows = new Map<Candidate, Uint8Array | undefined>();
  await Promise.all(
    [...Map.groupBy(candidates, ({ project }) => project)].map(async ([project, ofProject]) => {
      const keys = ofProject.map(({ group, position }) => pieceKey(group, position));
      const found = await read(project, keys);
      for (const [at, candidate] of ofProject.entries()) rows.set(candidate, found[at]);
    }),
  );
  return candidates.map((candidate) => {
    const row = rows.get(candidate);
    return row === undefined || isOutdated(candidate, row) ? undefined : hitOf(candidate, row);
  });
}

/** Found by the vector of a text that it does not have any more. */
function isOutdated({ textHash: hash }: Candidate, row: Uint8Array): boolean {
  return hash !== undefined && hash !== textHash(embeddedText(decodePiece(row)));
}

function hitOf(
  { project, group, position, score, relevance, terms, shares }: Candidate,
  row: Uint8Array,
): Hit {
  const { text, place, title, type, updatedAt } = decodePiece(row);
  const why = { terms, shares };
  const found = { project, recordId: group, type, ordinal: position, title, text, place, updatedAt };
  return { ...found, score, relevance, why, highlights: [], folded: 0 };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** Ends at a whole character, so that no surrogate pair is torn. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}
