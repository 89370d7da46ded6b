/** Counts of what scopes hold, counted again only after a commit. */
import type { Scope, Store, Tally } from '../store/store.ts';

export interface Tallies {
  of(scope: Scope): Promise<Tally>;
}

const mostKept = 2_000;

export function createTallies(store: Store): Tallies {
  const known = new Map<string, Tally>();
  return {
    async of(scope) {
      const name = `${scope.account} ${scope.project ?? ''}`;
      const before = known.get(name);
      if (before !== undefined && before.seq === (await store.head(scope))) return before;
      const tally = await store.tally(scope);
      known.delete(name);
      known.set(name, tally);
      if (known.size > mostKept) known.delete(known.keys().next().value as string);
      return tally;
    },
  };
}

/** The states of documents that people see. */
export const countedDocuments = ['pending', 'running', 'okay', 'error'] as const;

/** How many records of a kind are in one of the states, or in any. */
export function countOf({ records }: Tally, kind: string, states?: readonly string[]): number {
  return records
    .filter((one) => one.kind === kind && (states === undefined || states.includes(one.state)))
    .reduce((sum, { count }) => sum + count, 0);
}
