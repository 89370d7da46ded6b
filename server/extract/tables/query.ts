/** Asks tables of documents in a process of its own, and ends that process whatever happens. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KeepsakeError } from '../../../contract/index.ts';
import { createChildren } from '../children.ts';
import { watchMemory } from '../memory.ts';
import { createSlots } from '../slots.ts';
import {
  queryAnswerSchema,
  type QueryAnswer,
  type QueryFile,
  type QueryResult,
  type QueryTable,
} from './wire.ts';

export type { QueryTable } from './wire.ts';

export interface QueryRequest {
  files: readonly (QueryFile & { content: AsyncIterable<Uint8Array> })[];
  /** Without it, the answer tells of the tables alone. */
  sql?: string | undefined;
  maxRows: number;
}

export interface QueryOutcome {
  tables: QueryTable[];
  /** Ids of files that could not be read. */
  unreadable: string[];
  result?: QueryResult;
}

export interface TableQueries {
  /** @throws KeepsakeError VALIDATION_ERROR for SQL that is refused, takes too long or too much memory; UNAVAILABLE. */
  run(request: QueryRequest): Promise<QueryOutcome>;
  close(): Promise<void>;
}

export interface QueryLimits {
  loadMs?: number;
  queryMs?: number;
  memoryMb?: number;
}

const maxOutputBytes = 8 * 1_048_576;

/** Two at a time; others wait, small ones before large ones. */
export function createTableQueries({
  loadMs = 30_000,
  queryMs = 10_000,
  memoryMb = 600,
}: QueryLimits = {}): TableQueries {
  const children = createChildren(0, { entry: 'tables' });
  const closing = new AbortController();
  const slots = createSlots({ count: 2 });
  const underWay = new Set<Promise<QueryOutcome>>();

  async function run(request: QueryRequest): Promise<QueryOutcome> {
    const child = await children.take(false);
    let fault: KeepsakeError | undefined;
    const end = (error: KeepsakeError): void => {
      fault ??= error;
      child.kill('SIGKILL');
    };
    const closed = once(child, 'close');
    const stop = (): void => end(stopping());
    closing.signal.addEventListener('abort', stop, { once: true });
    let timer = setTimeout(() => end(tooSlow('Reading the tables', loadMs)), loadMs);
    const unwatch = watchMemory(child, memoryMb * 1_048_576, () => end(tooMuchMemory()));
    const answers: QueryAnswer[] = [];
    const take = createLines((line) => {
      const answer = queryAnswerSchema.safeParse(line);
      if (!answer.success) return end(broken());
      answers.push(answer.data);
      if (answer.data.type !== 'loaded') return;
      clearTimeout(timer);
      timer = setTimeout(() => end(tooSlow('The query', queryMs)), queryMs);
    });
    child.stdout!.on('data', (chunk: Buffer) => {
      if (!take(chunk)) end(tooMuchMemory());
    });
    // Drained, so that warnings do not fill the pipe.
    child.stderr!.resume();
    try {
      await feed(child.stdin!, request);
      await closed;
      if (fault !== undefined) throw fault;
      return outcomeOf(answers, request.sql !== undefined);
    } finally {
      child.kill('SIGKILL');
      clearTimeout(timer);
      unwatch();
      closing.signal.removeEventListener('abort', stop);
    }
  }

  return {
    async run(request) {
      const bytes = request.files.reduce((sum, { size }) => sum + size, 0);
      const release = await slots.take(bytes, closing.signal);
      const outcome = run(request).finally(release);
      underWay.add(outcome);
      return outcome.finally(() => underWay.delete(outcome));
    },
    async close() {
      closing.abort(stopping());
      await Promise.allSettled(underWay);
      await children.close();
    },
  };
}

async function feed(stdin: NodeJS.WritableStream, { files, sql, maxRows }: QueryRequest): Promise<void> {
  async function* input(): AsyncGenerator<Uint8Array> {
    const about = files.map(({ id, name, size }) => ({ id, name, size }));
    yield Buffer.from(
      `${JSON.stringify({ files: about, maxRows, ...(sql === undefined ? {} : { sql }) })}\n`,
    );
    for (const { content } of files) yield* content;
  }
  // A process that stops reading has its reasons, which its answer or its end tells.
  await pipeline(Readable.from(input()), stdin).catch((error: unknown) => {
    if (error instanceof KeepsakeError) throw error;
  });
}

/** Lines of JSON; false once there is more than anybody asked for. */
function createLines(take: (line: unknown) => void): (chunk: Uint8Array) => boolean {
  const decoder = new TextDecoder();
  let rest = '';
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.byteLength;
    if (bytes > maxOutputBytes) return false;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(parsed(line));
    return true;
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function outcomeOf(answers: readonly QueryAnswer[], asked: boolean): QueryOutcome {
  const [loaded, last] = answers;
  if (loaded?.type !== 'loaded' || (asked && last === undefined)) throw tooMuchMemory();
  const { tables, unreadable } = loaded;
  if (last === undefined) return { tables, unreadable };
  if (last.type === 'refused') throw new KeepsakeError('VALIDATION_ERROR', refusal(last.message, tables));
  if (last.type === 'loaded') throw broken();
  const { type: _, ...result } = last;
  return { tables, unreadable, result };
}

/** Most columns and tables named in an error. */
const maxNamed = 40;

function refusal(message: string, tables: readonly QueryTable[]): string {
  const named = tables
    .slice(0, maxNamed)
    .map(({ name, columns }) => `${name}(${columns.slice(0, maxNamed).join(', ')})`);
  const known =
    named.length === 0 ? 'There are no tables here.' : `The tables and columns are: ${named.join('; ')}.`;
  return `SQLite refused the query: ${message}. ${known} Write one SELECT over them.`;
}

function tooSlow(what: string, ms: number): KeepsakeError {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `${what} took longer than ${seconds} s and was stopped. Ask of fewer documents, or write a simpler query.`,
  );
}

function tooMuchMemory(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The query needed more memory than it may take. Ask of fewer documents (document_ids), or for fewer rows.',
  );
}

function broken(): KeepsakeError {
  return new KeepsakeError('UNAVAILABLE', 'The query process broke off. Try again.');
}

function stopping(): KeepsakeError {
  return new KeepsakeError('UNAVAILABLE', 'The server is stopping. Start it again, then try again.');
}
