/** Which versions of a record come from which: by parents alone, whatever clocks said. */

/** The parents of a revision; undefined when nothing is known of it but its name. */
export type ParentsOf = (revision: string) => readonly string[] | undefined;

/** A revision and everything that it came from, also what is known by name alone. */
export function ancestorsOf(revision: string, parentsOf: ParentsOf): Set<string> {
  const found = new Set([revision]);
  for (const one of found) for (const parent of parentsOf(one) ?? []) found.add(parent);
  return found;
}

/**
 * The newest revision that both came from, which may be one of the two. Of several of which none came from another, one
 * that is known, and then the greatest, so that everybody finds the same.
 */
export function commonAncestor(one: string, other: string, parentsOf: ParentsOf): string | undefined {
  const ours = ancestorsOf(one, parentsOf);
  const met = new Set<string>();
  const walked = new Set([other]);
  for (const at of walked) {
    if (ours.has(at)) met.add(at);
    else for (const parent of parentsOf(at) ?? []) walked.add(parent);
  }
  const above = [...met].map((at) => [at, ancestorsOf(at, parentsOf)] as const);
  const newest = [...met].filter((at) => !above.some(([from, all]) => from !== at && all.has(at)));
  const known = newest.filter((at) => parentsOf(at) !== undefined);
  return (known.length > 0 ? known : newest).sort().at(-1);
}
