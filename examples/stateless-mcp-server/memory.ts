/** This server's memory: Keepsake's MCP endpoint, asked anew on each request. Nothing is remembered between two. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

export interface MemorySettings {
  /** Of Keepsake's endpoint, such as `https://memory.example/mcp`. */
  readonly url: string;
  /** Holds the secret of a key, and nothing else. Read for each request, so that a new one counts at once. */
  readonly secretFile: string;
}

export interface Memory {
  remember(text: string): Promise<void>;
  /** What stands in memory on a question, the best first. */
  recall(question: string): Promise<string[]>;
}

const revision = '2026-07-28';
const tries = 6;
const firstDelayMs = 100;

/**
 * @param repeatKey of the request that is being answered: when a proxy repeats it elsewhere, nothing is written twice
 */
export function createMemory(settings: MemorySettings, repeatKey: string = randomUUID()): Memory {
  return {
    async remember(text) {
      await callTool(settings, 'add_memory', { content: text }, repeatKey);
    },
    async recall(question) {
      const { results } = (await callTool(settings, 'search', { query: question }, repeatKey)) as {
        results: { text: string }[];
      };
      return results.map(({ text }) => text);
    },
  };
}

/** Calls again while Keepsake is away, and once more after a refusal, which may be a secret replaced a moment ago. */
async function callTool(
  settings: MemorySettings,
  name: string,
  args: object,
  repeatKey: string,
): Promise<unknown> {
  let problem = 'Keepsake cannot be reached.';
  for (let done = 0, refused = 0; done < tries && refused < 2; done++) {
    if (done > 0) await wait(firstDelayMs * 2 ** (done - 1) * (0.5 + Math.random()));
    const response = await post(settings, name, args, repeatKey).catch(() => undefined);
    if (response === undefined) continue;
    const text = await response.text().catch(() => '');
    if (response.status === 200) return contentOf(text);
    problem = messageOf(text, response.status);
    if (response.status === 401) refused++;
    else if (response.status < 500 && response.status !== 429) break;
  }
  throw new Error(problem);
}

async function post(
  { url, secretFile }: MemorySettings,
  name: string,
  args: object,
  repeatKey: string,
): Promise<Response> {
  const secret = (await readFile(secretFile, 'utf8')).trim();
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': 'tools/call',
      'mcp-name': name,
      'idempotency-key': repeatKey,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: paramsOf(name, args) }),
    signal: AbortSignal.timeout(30_000),
  });
}

function paramsOf(name: string, args: object): object {
  const about = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'release-desk', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { name, arguments: args, _meta: about };
}

interface Answer {
  result?: { isError?: boolean; structuredContent?: unknown; content?: { text?: string }[] };
  error?: { message: string };
}

function contentOf(text: string): unknown {
  const { result, error } = JSON.parse(text) as Answer;
  if (error !== undefined) throw new Error(error.message);
  if (result?.isError === true) throw new Error(result.content?.[0]?.text ?? 'Keepsake refused this.');
  return result?.structuredContent;
}

/** Keepsake says in its answer what is wrong and what to do. */
function messageOf(text: string, status: number): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? `Keepsake answered ${status}.`;
  } catch {
    return `Keepsake answered ${status}.`;
  }
}
