/** A bridge process spoken to line by line, for what an official client would hide. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Command } from '../official-clients.ts';

export interface Reply {
  readonly id?: unknown;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string };
}

export interface Lines extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything that came on standard output. */
  readonly received: Reply[];
  /** Asks and resolves with the answer. */
  ask(method: string, params?: object): Promise<Reply>;
  tell(method: string, params?: object): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

const modern = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Starts the bridge; each request is a modern one unless it says otherwise. */
export function startLines({ command, args, env }: Command): Lines {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.resume();
  child.stdin.on('error', () => undefined);
  const received: Reply[] = [];
  const waiting = new Map<unknown, (reply: Reply) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    received.push(reply);
    if (reply.method === undefined) waiting.get(reply.id)?.(reply);
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let id = 0;
  const write = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    child,
    received,
    ended,
    ask(method, params = {}) {
      const own = ++id;
      write({ id: own, method, params: { _meta: modern, ...params } });
      return new Promise((resolve, reject) => {
        waiting.set(own, resolve);
        void ended.then((code) => reject(new Error(`the bridge ended with ${code}`)));
      });
    },
    tell: (method, params = {}) => void write({ method, params }),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
