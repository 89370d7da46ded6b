/** An older client, over standard input and output or straight over HTTP, and what the process behind it uses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Command } from '../../test/journeys/official-clients.ts';

export interface Caller {
  readonly name: string;
  /** Asks for one thing and waits for the answer. */
  ask(method: string, params: object): Promise<unknown>;
  tell(method: string): Promise<void>;
  usage(): Usage;
  close(): Promise<void>;
}

export interface Usage {
  /** Of the whole process, since its start. */
  readonly cpuMs: number;
  readonly rssMiB: number;
}

const initialize = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
};

/** As every client begins. @returns once the tools are listed */
export async function begin(caller: Caller): Promise<void> {
  await caller.ask('initialize', initialize);
  await caller.tell('notifications/initialized');
  const { tools } = (await caller.ask('tools/list', {})) as { tools: unknown[] };
  if (tools.length === 0) throw new Error(`${caller.name} lists no tools`);
}

export function startStdioCaller(name: string, { command, args, env }: Command): Caller {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<unknown, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line) as { id: unknown; result?: unknown; error?: unknown };
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`${name}: ${JSON.stringify(error)}`));
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended`));
  });
  let count = 0;
  return {
    name,
    ask(method, params) {
      const id = ++count;
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    async tell(method) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`);
    },
    usage: () => usageOf(child.pid ?? 0),
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Without any bridge: one kept connection. */
export function createDirectCaller(url: string, secret: string): Caller {
  const agent = new Agent({ keepAlive: true });
  let count = 0;
  const post = (body: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${secret}`,
        'mcp-protocol-version': initialize.protocolVersion,
      };
      const asked = request(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text)).on('error', reject);
      });
      asked.on('error', reject);
      asked.end(JSON.stringify({ jsonrpc: '2.0', ...body }));
    });
  return {
    name: 'direct',
    async ask(method, params) {
      const text = await post({ id: ++count, method, params });
      const json = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '');
      return (JSON.parse(json) as { result: unknown }).result;
    },
    tell: async (method) => void (await post({ method })),
    usage: () => ({ cpuMs: 0, rssMiB: 0 }),
    close: async () => agent.destroy(),
  };
}

/** Linux counts in ticks of 10 ms, which many calls even out. */
function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rssKiB = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssMiB: rssKiB / 1024 };
}
