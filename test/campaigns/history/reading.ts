/** What the server shows of a project, in the shapes of the model. */
import type { TestServer } from '../../server/running.ts';
import { contentOf, type State, type ValueState } from './model.ts';

export const namespace = 'app';

export interface ReadProject {
  readonly owner: TestServer['owner'];
  readonly projectId: string;
}

/** Every item of a list that is read page by page. */
async function every<T>(
  page: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after: string | undefined; ;) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}

export async function stateAt({ owner, projectId }: ReadProject, at: string): Promise<State> {
  const read = (kind: 'memory' | 'entry') =>
    every((after) => owner.listRecordsAt({ projectId, at, kind, after, limit: 40 }));
  const [memories, values] = await Promise.all([read('memory'), read('entry')]);
  const memoryOf = (payload: unknown) => {
    const { content, tags } = payload as { content: string; tags: string[] };
    return { lines: content.split('\n'), tags };
  };
  const valueOf = (payload: unknown): [string, ValueState] => {
    const { key, value } = payload as { key: string; value: ValueState };
    return [key, value];
  };
  return {
    memories: new Map(memories.map(({ id, payload }) => [id, memoryOf(payload)])),
    values: new Map(values.map(({ payload }) => valueOf(payload))),
  };
}

/** Names of what differs, each with how. */
export async function diffOf({ owner, projectId }: ReadProject, from: number, to: number): Promise<string> {
  const changes = await every((after) =>
    owner.diffProject({ projectId, from: String(from), to: String(to), after, limit: 50 }),
  );
  const pairs = changes.map(({ kind, id, name, change }) =>
    [kind === 'memory' ? id : name.slice(namespace.length + 1), change].join(),
  );
  return pairs.toSorted().join('|');
}

/** Ids of the memories that search finds to hold a word. */
export async function holdersOf(
  { owner, projectId }: ReadProject,
  word: string,
  branch?: string,
): Promise<string> {
  const { results } = await owner.search({ query: word, project_ids: [projectId], limit: 10, branch });
  const holders = results.filter(({ text }) => new RegExp(`\\b${word}\\b`).test(text));
  return holders
    .map(({ record_id }) => record_id)
    .toSorted()
    .join();
}

/** The list of memories, and the same of a state. */
export async function listed({ owner, projectId }: ReadProject): Promise<string> {
  const { items } = await owner.listMemories({ projectId, page_size: 100 });
  return items
    .map(({ id, content }) => [id, content].join())
    .toSorted()
    .join('|');
}

export function listOf({ memories }: State): string {
  return [...memories]
    .map(([id, memory]) => [id, contentOf(memory)].join())
    .toSorted()
    .join('|');
}
