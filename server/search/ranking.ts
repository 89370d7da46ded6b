/** Ranks the pieces of several projects together, so that their scores compare. */
import { idf, type Collection } from './bm25.ts';
import type { IndexedPieceEntry, ProjectIndex } from './project-index.ts';
import type { SearchQuery } from './search.ts';

/** A project as it is searched. */
export interface SearchedProject {
  readonly id: string;
  readonly index: ProjectIndex;
}

export interface Candidate {
  readonly project: string;
  readonly recordId: string;
  readonly ordinal: number;
  readonly score: number;
}

/** The pieces that hold any of the terms, best first; at most `limit`. Equal scores stand in order of id and ordinal. */
export function rank(
  projects: readonly SearchedProject[],
  terms: readonly string[],
  types: SearchQuery['types'],
  limit: number,
): Candidate[] {
  const all = pooled(projects);
  const rarities = terms.map((term) => ({ term, rarity: rarityOf(projects, term, all) }));
  const best = createBest(limit);
  for (const { id, index } of projects) {
    const scores = new Map<IndexedPieceEntry, number>();
    for (const { term, rarity } of rarities) index.addScores(scores, term, rarity, all);
    for (const [{ recordId, ordinal, type }, score] of scores) {
      if (types === undefined || types.includes(type)) best.offer({ project: id, recordId, ordinal, score });
    }
  }
  return best.ranked();
}

function pooled(projects: readonly SearchedProject[]): Collection {
  const totals = projects.map(({ index }) => index.totals());
  const pieces = totals.reduce((sum, total) => sum + total.pieces, 0);
  const textLength = totals.reduce((sum, total) => sum + total.textLength, 0);
  const titleLength = totals.reduce((sum, total) => sum + total.titleLength, 0);
  return { pieces, textLength: textLength / pieces, titleLength: titleLength / pieces };
}

function rarityOf(projects: readonly SearchedProject[], term: string, all: Collection): number {
  const frequency = projects.reduce((sum, { index }) => sum + index.frequency(term), 0);
  return idf(all.pieces, frequency);
}

/** Keeps the best of many candidates without holding or sorting them all. */
function createBest(limit: number) {
  let kept: Candidate[] = [];
  let threshold = -Infinity;

  function shrink(): void {
    kept = kept.sort(byRank).slice(0, limit);
    if (kept.length === limit) threshold = kept.at(-1)?.score ?? threshold;
  }

  return {
    offer(candidate: Candidate): void {
      if (candidate.score < threshold) return;
      kept.push(candidate);
      if (kept.length >= 4 * limit) shrink();
    },
    ranked(): Candidate[] {
      shrink();
      return kept;
    },
  };
}

function byRank(one: Candidate, other: Candidate): number {
  return (
    other.score - one.score ||
    compare(one.recordId, other.recordId) ||
    one.ordinal - other.ordinal ||
    compare(one.project, other.project)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
