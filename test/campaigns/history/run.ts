/** Random operations on a project and the same on the model, compared again and again. */
import type { TestServer } from '../../server/running.ts';
import { diffOf, holdersOf, listed, listOf, namespace, stateAt } from './reading.ts';
import {
  contentOf,
  differences,
  emptyState,
  merge,
  textOf,
  withMemory,
  withValue,
  type BranchState,
  type MemoryState,
  type State,
} from './model.ts';

export interface RunOptions {
  readonly server: TestServer;
  readonly random: () => number;
  readonly operations: number;
  /** Points that the project is restored to at the end. */
  readonly restores: number;
  readonly report: (done: number) => void;
}

export interface RunResult {
  /** How often each operation was made. */
  readonly made: Record<string, number>;
  readonly comparisons: number;
  /** What did not agree, in words. */
  readonly wrong: readonly string[];
  readonly clashes: number;
}

const mostMemories = 60;
const keys = 30;
const tags = ['a', 'b', 'c', 'd'];
const compareEvery = 50;

/** Makes the operations, one after the other. */
export async function runHistory({
  server,
  random,
  operations,
  restores,
  report,
}: RunOptions): Promise<RunResult> {
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: 'History' });
  const project = { owner, projectId };
  const key = await server.newKey([projectId]);
  await owner.setKeyReview({ keyId: key.id, required: true });
  const reviewed = server.clientOf(key.secret);
  const states = new Map<number, State>([[0, emptyState]]);
  /** What each memory was at each of its versions on the main line. */
  const versions = new Map<string, { revision: string; state: MemoryState | undefined }[]>();
  const branches = new Map<string, BranchState>();
  const made: Record<string, number> = {};
  const wrong: string[] = [];
  let [main, seq, branchCount, comparisons, clashes, words] = [emptyState, 0, 0, 0, 0, 0];

  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const line = (at: number) => `Line ${at} says w${words++}.`;
  const someTags = () => tags.filter(() => random() < 0.5);
  const newLines = () => [0, 1, 2, 3].map(line);

  /** Notes the state after an operation. The server makes commits of its own between, when it merges its index. */
  async function settled(next: State): Promise<void> {
    const { changes } = await owner.listChanges({ projectId, after: seq });
    for (const { seq: at, records } of changes) {
      if (records.some(({ kind }) => kind === 'memory' || kind === 'entry')) main = next;
      states.set(at, main);
      seq = at;
    }
    if (textOf(main) !== textOf(next)) wrong.push(`commit ${seq} does not hold what was written`);
  }

  async function written(id: string, state: MemoryState | undefined): Promise<void> {
    const { items } = await owner.getMemoryHistory({ projectId, memoryId: id, limit: 1 });
    versions.set(id, [...(versions.get(id) ?? []), { revision: items[0]?.revision ?? '', state }]);
  }

  function change(memory: MemoryState): MemoryState {
    if (random() < 0.3) return { ...memory, tags: someTags() };
    const at = Math.floor(random() * 4);
    return { ...memory, lines: memory.lines.map((old, n) => (n === at ? line(at) : old)) };
  }

  /** A write on the main line or a branch; @returns what the state became */
  async function write(state: State, branch?: string): Promise<State> {
    const ids = [...state.memories.keys()];
    const kind = random();
    if (kind < 0.15 && ids.length < mostMemories) return addMemory(state, branch);
    if (kind < 0.5 && ids.length > 0) {
      const id = pick(ids);
      const next = change(state.memories.get(id) as MemoryState);
      await owner.updateMemory({
        projectId,
        memoryId: id,
        content: contentOf(next),
        tags: [...next.tags],
        branch,
      });
      if (branch === undefined) await written(id, next);
      return withMemory(state, id, next);
    }
    if (kind < 0.58 && ids.length > 0) {
      const id = pick(ids);
      await owner.deleteMemory({ projectId, memoryId: id, branch });
      if (branch === undefined) await written(id, undefined);
      return withMemory(state, id, undefined);
    }
    const key = `key ${Math.floor(random() * keys)}`;
    if (kind < 0.65 && state.values.has(key)) {
      await owner.deleteEntry({ projectId, namespace, key, branch });
      return withValue(state, key, undefined);
    }
    const value = { ...state.values.get(key), [pick(['a', 'b', 'c'])]: Math.floor(random() * 100) };
    await owner.setEntry({ projectId, namespace, key, value, branch });
    return withValue(state, key, value);
  }

  async function addMemory(state: State, branch?: string): Promise<State> {
    const memory: MemoryState = { lines: newLines(), tags: someTags() };
    const { id } = await owner.addMemory({
      projectId,
      content: contentOf(memory),
      tags: [...memory.tags],
      branch,
    });
    if (branch === undefined) await written(id, memory);
    return withMemory(state, id, memory);
  }

  /** A memory that a client proposes and the owner approves. */
  async function approveMemory(): Promise<void> {
    const memory: MemoryState = { lines: newLines(), tags: someTags() };
    const held = await reviewed.addMemory({ projectId, content: contentOf(memory), tags: [...memory.tags] });
    await settled(main);
    await owner.approveReview({ projectId, reviewId: held.review_id ?? '' });
    await written(held.id, memory);
    await settled(withMemory(main, held.id, memory));
  }

  async function restoreMemory(): Promise<void> {
    const known = [...versions].filter(([, list]) => list.some(({ state }) => state !== undefined));
    if (known.length === 0) return;
    const [id, list] = pick(known);
    const { revision, state } = pick(list.filter((one) => one.state !== undefined));
    await owner.restoreMemory({ projectId, memoryId: id, revision });
    await settled(withMemory(main, id, state));
    await written(id, state);
  }

  async function restoreProject(): Promise<void> {
    const to = Math.floor(random() * (seq + 1));
    const next = states.get(to) as State;
    const changed = differences(main, next);
    const { added, removed, changed: other } = await owner.restoreProjectTo({ projectId, to: String(to) });
    const counted = [added, removed, other].reduce((sum, one) => sum + one.memories + one.entries, 0);
    if (counted !== changed.size)
      wrong.push(`restoring to ${to} counts ${counted} changes, not ${changed.size}`);
    await settled(next);
    for (const name of changed.keys())
      if (name.startsWith('mem_')) await written(name, next.memories.get(name));
  }

  async function createBranch(): Promise<void> {
    const name = `branch-${branchCount++}`;
    const from = random() < 0.3 ? Math.floor(random() * (seq + 1)) : seq;
    await owner.createBranch({ projectId, name, from: String(from) });
    const base = states.get(from) as State;
    await settled(main);
    branches.set(name, { base, state: base });
  }

  async function mergeBranch(name: string): Promise<void> {
    const branch = branches.get(name) as BranchState;
    const before = main;
    const sides = new Map<string, 'main' | 'branch'>();
    const outcome = merge(branch, main, (record) => {
      const side = random() < 0.5 ? 'main' : 'branch';
      sides.set(record, side);
      return side;
    });
    const first = await owner.mergeBranch({ projectId, branch: name, dry_run: true });
    const nameOf = ({ id, name: own }: { id: string; name: string }) =>
      id.startsWith('mem_') ? id : own.slice(namespace.length + 1);
    const conflicting = new Map(first.conflicts.map((one) => [nameOf(one), one.id]));
    const same = [...outcome.clashes].toSorted().join() === [...conflicting.keys()].toSorted().join();
    if (!same)
      wrong.push(
        `merging ${name} conflicts on ${[...conflicting.keys()].join()}, not ${[...outcome.clashes].join()}`,
      );
    clashes += outcome.clashes.size;
    const resolutions = [...conflicting].map(
      ([record, id]) => ({ id, take: sides.get(record) ?? 'main' }) as const,
    );
    const result = await owner.mergeBranch({ projectId, branch: name, resolutions });
    if (!result.merged) wrong.push(`merging ${name} was refused`);
    branches.delete(name);
    await settled(outcome.state);
    for (const record of differences(before, outcome.state).keys())
      if (record.startsWith('mem_')) await written(record, outcome.state.memories.get(record));
  }

  async function compare(): Promise<void> {
    comparisons++;
    const expectState = async (at: string, state: State) => {
      if (textOf(await stateAt(project, at)) !== textOf(state))
        wrong.push(`the state at ${at} is another one`);
    };
    await expectState('head', main);
    for (const [name, { state }] of branches) {
      await expectState(name, state);
      await compareSearch(state, name);
    }
    const [from, to] = [Math.floor(random() * (seq + 1)), Math.floor(random() * (seq + 1))];
    await expectState(String(from), states.get(from) as State);
    await compareDiff(from, to);
    await compareMain();
    const [id, list] = pick([...versions]) ?? [];
    if (id !== undefined && list !== undefined) {
      const { items } = await owner.getMemoryHistory({ projectId, memoryId: id, limit: 100 });
      const wanted = list
        .map(({ revision }) => revision)
        .toReversed()
        .slice(0, 100);
      if (items.map(({ revision }) => revision).join() !== wanted.join()) wrong.push(`the history of ${id}`);
    }
  }

  /** What lists and search show is the main line. */
  async function compareMain(): Promise<void> {
    if ((await listed(project)) !== listOf(main)) wrong.push('the list of memories is another one');
    await compareSearch(main);
  }

  /** A word of some memory finds those that hold it. */
  async function compareSearch(state: State, branch?: string): Promise<void> {
    const [, memory] = pick([...state.memories]) ?? [];
    if (memory === undefined) return;
    const word = /w\d+/.exec(pick(memory.lines))?.[0] ?? '';
    const holders = [...state.memories].filter(([, { lines }]) => lines.join().includes(`${word}.`));
    const wanted = holders
      .map(([id]) => id)
      .toSorted()
      .join();
    if ((await holdersOf(project, word, branch)) !== wanted)
      wrong.push(`search for ${word} on ${branch ?? 'main'} finds other memories`);
  }

  async function compareDiff(from: number, to: number): Promise<void> {
    const wanted = differences(states.get(from) as State, states.get(to) as State);
    const pairs = [...wanted]
      .map((pair) => pair.join())
      .toSorted()
      .join('|');
    if ((await diffOf(project, from, to)) !== pairs) wrong.push(`the difference between ${from} and ${to}`);
  }

  async function step(): Promise<string> {
    const kind = random();
    const names = [...branches.keys()];
    if (kind < 0.02) return (await restoreMemory(), 'restore memory');
    if (kind < 0.03 && main.memories.size < mostMemories) return (await approveMemory(), 'approve memory');
    if (kind < 0.035) return (await restoreProject(), 'restore project');
    if (kind < 0.05 && names.length < 4) return (await createBranch(), 'create branch');
    if (kind < 0.06 && names.length > 0) return (await mergeBranch(pick(names)), 'merge branch');
    if (kind < 0.063 && names.length > 0) {
      const name = pick(names);
      await owner.deleteBranch({ projectId, branch: name });
      branches.delete(name);
      await settled(main);
      return 'delete branch';
    }
    if (kind < 0.35 && names.length > 0) {
      const name = pick(names);
      const branch = branches.get(name) as BranchState;
      branches.set(name, { ...branch, state: await write(branch.state, name) });
      await settled(main);
      return 'write on branch';
    }
    await settled(await write(main));
    return 'write';
  }

  for (let done = 0; done < operations && wrong.length < 10; done++) {
    const what = await step();
    made[what] = (made[what] ?? 0) + 1;
    if ((done + 1) % compareEvery === 0) await compare();
    report(done + 1);
  }
  for (let done = 0; done < restores && wrong.length < 10; done++) {
    await restoreProject();
    if (textOf(await stateAt(project, 'head')) !== textOf(main))
      wrong.push('a restored state is another one');
    await compareMain();
  }
  return { made, comparisons, wrong, clashes };
}
