/** How many memories of a project are in a state, without counting all of them each time: new ones are counted along the commits. */
import type { Scope, Store } from '../../store/store.ts';

interface Known {
  /** The commit that the count holds for. */
  readonly head: number;
  readonly count: number;
}

export type Tally = (scope: Required<Scope>, state: string) => Promise<number>;

const commitsAtOnce = 200;
const mostKnown = 1_000;

export function createTally(store: Store): Tally {
  const known = new Map<string, Known>();

  async function countAnew(scope: Scope, state: string): Promise<Known> {
    const head = await store.head(scope);
    const count = await store.count(scope, { kind: 'memory', states: [state] });
    // What was written meanwhile may be in the count or not: it is good for this answer and not kept.
    return { head: (await store.head(scope)) === head ? head : -1, count };
  }

  /** Undefined when more happened than that memories were added: a change does not tell the state before. */
  async function countOn(scope: Scope, state: string, { head, count }: Known): Promise<Known | undefined> {
    const commits = await store.changes(scope, head, commitsAtOnce);
    if (commits.length === commitsAtOnce) return undefined;
    const memories = commits.flatMap(({ records }) => records).filter(({ kind }) => kind === 'memory');
    if (memories.some(({ version }) => version > 1)) return undefined;
    const added = memories.filter((one) => one.state === state).length;
    return { head: commits.at(-1)?.seq ?? head, count: count + added };
  }

  return async (scope, state) => {
    const name = `${scope.project} ${state}`;
    const before = known.get(name);
    const now =
      (before === undefined ? undefined : await countOn(scope, state, before)) ??
      (await countAnew(scope, state));
    known.delete(name);
    if (now.head >= 0) known.set(name, now);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return now.count;
  };
}
