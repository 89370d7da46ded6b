/** Chooses the passages to return: the best that fit the limit and the token budget, each text once. */
import type { Candidate } from './ranking.ts';
import { decodePiece, pieceKey, pieceSpace } from './rows.ts';
import type { Hit, IndexReader, SearchQuery } from './search.ts';

/** As the budget of a search counts. */
const charactersPerToken = 4;
const batchSize = 16;

/** Candidates looked at for each passage wanted; past that, what would still fit is hardly relevant. */
export const candidatesPerHit = 8;

/**
 * Reads candidates in order of rank and takes each that fits. When not even one fits the budget, the best one is
 * returned cut, ending in an ellipsis.
 */
export async function choosePassages(
  readers: ReadonlyMap<string, IndexReader>,
  candidates: readonly Candidate[],
  { limit, tokenBudget = Infinity }: Pick<SearchQuery, 'limit' | 'tokenBudget'>,
): Promise<Hit[]> {
  const chosen: Hit[] = [];
  const texts = new Set<string>();
  let tokens = 0;
  let best: Hit | undefined;
  for (let at = 0; at < candidates.length && chosen.length < limit; at += batchSize) {
    const hits = await Promise.all(candidates.slice(at, at + batchSize).map((one) => readHit(readers, one)));
    for (const hit of hits) {
      if (hit === undefined || texts.has(hit.text) || chosen.length === limit) continue;
      texts.add(hit.text);
      best ??= hit;
      if (tokens + tokensOf(hit.text) > tokenBudget) continue;
      tokens += tokensOf(hit.text);
      chosen.push(hit);
    }
  }
  if (chosen.length > 0 || best === undefined) return chosen;
  return [{ ...best, text: cut(best.text, tokenBudget * charactersPerToken) }];
}

/** Nothing when the piece was removed after it had been ranked. */
async function readHit(
  readers: ReadonlyMap<string, IndexReader>,
  { project, recordId, ordinal, score }: Candidate,
): Promise<Hit | undefined> {
  const key = pieceKey(recordId, ordinal);
  const [row] = (await readers.get(project)?.rows(pieceSpace, { prefix: key, limit: 1 })) ?? [];
  if (row?.key !== key) return undefined;
  const { text, place, title, type, updatedAt } = decodePiece(row.value);
  return { project, recordId, type, ordinal, title, text, place, updatedAt, score };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** Ends at a whole character, so that no surrogate pair is torn. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}
