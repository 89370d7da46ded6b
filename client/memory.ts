/** Values by key in one namespace. */
import { connect, type Connection, type ConnectOptions } from './connection.ts';

export interface SetOptions {
  /** Seconds after which the value is gone. */
  ttl?: number | undefined;
  /** Refused unless this is the current version; 0: unless there is none. */
  version?: number | undefined;
}

/**
 * Key-value memory.
 *
 * @example
 * const memory = new Memory('my-agent');
 * await memory.set('user:john:preferences', { theme: 'dark' });
 * await memory.get('user:john:preferences');
 */
export class Memory {
  readonly namespace: string;
  readonly #connection: Connection;

  constructor(namespace: string, options?: ConnectOptions) {
    this.namespace = namespace;
    this.#connection = connect(options);
  }

  /** @returns the new version */
  async set(key: string, value: unknown, { ttl, version }: SetOptions = {}): Promise<number> {
    const { namespace } = this;
    const { entry } = await this.#connection.entries.write({
      op: 'set',
      namespace,
      key,
      value,
      ttl,
      version,
    });
    return entry?.version ?? 0;
  }

  /** The value, or `undefined` when there is none. */
  async get<T = unknown>(key: string): Promise<T | undefined> {
    return (await this.entry<T>(key))?.value;
  }

  /** The value with its version, or `undefined` when there is none. */
  async entry<T = unknown>(key: string): Promise<{ value: T; version: number } | undefined> {
    const entry = await this.#connection.entries.read({ namespace: this.namespace, key });
    return entry === null ? undefined : { value: entry.value as T, version: entry.version };
  }

  async has(key: string): Promise<boolean> {
    return (await this.entry(key)) !== undefined;
  }

  /** Also when there is none. */
  async delete(key: string): Promise<void> {
    await this.#connection.entries.write({ op: 'delete', namespace: this.namespace, key });
  }

  /** Adds to a number, whoever else does; none counts as 0. @returns the sum */
  async increment(key: string, by = 1): Promise<number> {
    const { namespace } = this;
    const { sum } = await this.#connection.entries.write({ op: 'increment', namespace, key, by });
    return sum as number;
  }

  /** Adds one value to the end of a list, whoever else does; none counts as an empty list. */
  async append(key: string, value: unknown): Promise<void> {
    await this.#connection.entries.write({ op: 'append', namespace: this.namespace, key, value });
  }

  /** Every key, in order. */
  async listKeys(prefix = ''): Promise<string[]> {
    const { api, projectId } = this.#connection;
    const keys: string[] = [];
    for (let after: string | undefined; ;) {
      const input = { projectId: await projectId(), namespace: this.namespace, prefix, after, limit: 1_000 };
      const { items, next } = await api.listEntries(input);
      for (const { key } of items) keys.push(key);
      if (next === null) return keys;
      after = next;
    }
  }
}
