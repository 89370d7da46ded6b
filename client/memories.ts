/** Memories (durable rules and facts) and search over everything a project holds. */
import type { Memory as MemoryRecord, Passage } from '../contract/index.ts';
import { connect, type Connection, type ConnectOptions } from './connection.ts';

export interface RememberOptions {
  name?: string | undefined;
  tags?: string[] | undefined;
}

export interface SearchOptions {
  limit?: number | undefined;
  tokenBudget?: number | undefined;
  types?: Passage['type'][] | undefined;
}

/**
 * What every AI tool recalls.
 *
 * @example
 * const memories = new Memories();
 * await memories.add('Invoices go out on the 5th of the month.');
 * await memories.search('when do invoices go out');
 */
export class Memories {
  readonly #connection: Connection;

  constructor(options?: ConnectOptions) {
    this.#connection = connect(options);
  }

  async add(content: string, options: RememberOptions = {}): Promise<MemoryRecord> {
    const { api, projectId } = this.#connection;
    return api.addMemory({ projectId: await projectId(), content, ...options });
  }

  async update(id: string, content: string): Promise<MemoryRecord> {
    const { api, projectId } = this.#connection;
    return api.updateMemory({ projectId: await projectId(), memoryId: id, content });
  }

  async delete(id: string): Promise<void> {
    const { api, projectId } = this.#connection;
    await api.deleteMemory({ projectId: await projectId(), memoryId: id });
  }

  /** The last changed ones first. */
  async list(page = 1): Promise<MemoryRecord[]> {
    const { api, projectId } = this.#connection;
    return (await api.listMemories({ projectId: await projectId(), page, page_size: 100 })).items;
  }

  /** Passages of documents, memories and conversations, the best first, each with its citation. */
  async search(query: string, { limit, tokenBudget, types }: SearchOptions = {}): Promise<Passage[]> {
    const { api, projectId } = this.#connection;
    const project_ids = [await projectId()];
    const { results } = await api.search({ query, limit, token_budget: tokenBudget, types, project_ids });
    return results;
  }
}
