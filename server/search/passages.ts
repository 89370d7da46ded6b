/** Chooses the passages to return: the best that fit the limit and the token budget, each text once. */
import { embeddedText, textHash } from './vectors/text.ts';
import type { Candidate } from './worker/messages.ts';
import { decodePiece, pieceKey, pieceSpace } from './rows.ts';
import { highlightsOf } from './highlights.ts';
import { parseQuery } from './syntax.ts';
import type { Hit, IndexReader, SearchQuery } from './search.ts';

/** As the budget of a search counts. */
const charactersPerToken = 4;

/** Candidates looked at for each passage wanted; past that, what would still fit is hardly relevant. */
export const candidatesPerHit = 4;

/**
 * Reads candidates in order of rank and takes each that fits. When not even one fits the budget, the best one is
 * returned cut, ending in an ellipsis.
 */
export async function choosePassages(
  readers: ReadonlyMap<string, IndexReader>,
  candidates: readonly Candidate[],
  {
    text,
    limit,
    offset = 0,
    tokenBudget = Infinity,
  }: Pick<SearchQuery, 'text' | 'limit' | 'offset' | 'tokenBudget'>,
): Promise<Hit[]> {
  const chosen: Hit[] = [];
  const folded = new Map<string, number>();
  let tokens = 0;
  let best: Hit | undefined;
  for (let at = 0; at < candidates.length && chosen.length < limit + offset;) {
    const batch = candidates.slice(at, at + limit + offset - chosen.length);
    at += batch.length;
    const hits = await readHits(readers, batch);
    for (const hit of hits) {
      if (hit === undefined || chosen.length === limit + offset) continue;
      const shape = shapeOf(hit.text);
      const seen = folded.get(shape);
      folded.set(shape, (seen ?? -1) + 1);
      if (seen !== undefined) continue;
      best ??= hit;
      if (tokens + tokensOf(hit.text) > tokenBudget) continue;
      tokens += tokensOf(hit.text);
      chosen.push(hit);
    }
  }
  if (chosen.length === 0 && best !== undefined)
    chosen.push({ ...best, text: cut(best.text, tokenBudget * charactersPerToken) });
  const { words } = parseQuery(text);
  return chosen.slice(offset).map((hit) => ({
    ...hit,
    highlights: highlightsOf(hit.text, words),
    folded: folded.get(shapeOf(hit.text)) ?? 0,
  }));
}

/** Texts that differ only in case, spaces and punctuation have the same shape. */
function shapeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\p{P}\p{Z}\s]+/gu, ' ')
    .trim();
}

/** In the order of the candidates; nothing for a piece that was removed after it had been ranked. */
async function readHits(
  readers: ReadonlyMap<string, IndexReader>,
  candidates: readonly Candidate[],
): Promise<(Hit | undefined)[]> {
  const rows = new Map<Candidate, Uint8Array | undefined>();
  await Promise.all(
    [...Map.groupBy(candidates, ({ project }) => project)].map(async ([project, ofProject]) => {
      const keys = ofProject.map(({ group, position }) => pieceKey(group, position));
      const read = await readers.get(project)?.rowsOf(pieceSpace, keys);
      for (const [at, candidate] of ofProject.entries()) rows.set(candidate, read?.[at]);
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
