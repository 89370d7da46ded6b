/** Gives every part of a question a place among the results: each word of it that some passage holds is held by one. */

/** Of the results, those that may make room. */
const mostReplaced = 1 / 3;

/**
 * The candidates with those moved up that hold a word none of the first `wanted` holds. They take the last places;
 * what they push out comes right after.
 */
export function coverWords<Ranked extends { readonly terms: readonly string[] }>(
  candidates: readonly Ranked[],
  wanted: number,
): Ranked[] {
  const top = candidates.slice(0, wanted);
  const covered = new Set(top.flatMap(({ terms }) => terms));
  const missing: Ranked[] = [];
  for (const candidate of candidates.slice(wanted)) {
    if (missing.length === Math.floor(wanted * mostReplaced)) break;
    if (candidate.terms.every((term) => covered.has(term))) continue;
    for (const term of candidate.terms) covered.add(term);
    missing.push(candidate);
  }
  const kept = top.slice(0, top.length - missing.length);
  const first = new Set([...kept, ...missing]);
  return [...first, ...candidates.filter((candidate) => !first.has(candidate))];
}
