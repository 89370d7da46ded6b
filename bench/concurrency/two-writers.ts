/** Writes from two processes at once: how many acknowledged ones are still there, for Keepsake and for a named peer. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

import { installKeepsake } from './keepsake.ts';

export interface Kept {
  readonly acknowledged: number;
  readonly kept: number;
}

/** How to start one MCP server on standard input and output. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Calls a tool from two processes, `each` times in each, all at once; answers how many calls succeeded. */
export async function callFromTwo(
  start: Command,
  each: number,
  call: (number: number) => { name: string; arguments: Record<string, unknown> },
): Promise<number> {
  const clients = await Promise.all([connect(start), connect(start)]);
  try {
    const calls = clients.flatMap((client, which) =>
      Array.from({ length: each }, (_, number) => client.callTool(call(which * each + number))),
    );
    const answers = await Promise.allSettled(calls);
    return answers.filter((answer) => answer.status === 'fulfilled' && answer.value.isError !== true).length;
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function connect({ command, args, env }: Command): Promise<Client> {
  const client = new Client({ name: 'keepsake-bench', version: '1.0.0' });
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([, value]) => value !== undefined),
  );
  const environment = { ...(inherited as Record<string, string>), ...env };
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: environment,
    stderr: 'ignore',
  });
  await client.connect(transport);
  return client;
}

/** Two real bridges beside one server; what is kept is read back through a third. */
export async function keepsakeKept(each: number): Promise<Kept> {
  const { bridge, close } = await installKeepsake();
  try {
    const acknowledged = await callFromTwo(bridge, each, (number) => ({
      name: 'add_memory',
      arguments: { content: `Rule ${number}` },
    }));
    return { acknowledged, kept: (await listContents(bridge)).size };
  } finally {
    await close();
  }
}

async function listContents(bridge: Command): Promise<Set<string>> {
  const client = await connect(bridge);
  try {
    const contents = new Set<string>();
    for (let page = 1; ; page++) {
      const answer = await client.callTool({ name: 'list_memories', arguments: { page, page_size: 50 } });
      const { memories } = answer.structuredContent as { memories: { content: string }[] };
      for (const { content } of memories) contents.add(content);
      if (memories.length < 50) return contents;
    }
  } finally {
    await client.close();
  }
}

/** `@modelcontextprotocol/server-memory`: two processes on one file, as two AI clients start it. */
export async function peerKept(each: number): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-peer-'));
  const file = join(folder, 'memory.jsonl');
  const entry = join(
    dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/package.json')),
    'dist/index.js',
  );
  try {
    const start = { command: process.execPath, args: [entry], env: { MEMORY_FILE_PATH: file } };
    const acknowledged = await callFromTwo(start, each, (number) => ({
      name: 'create_entities',
      arguments: {
        entities: [{ name: `rule-${number}`, entityType: 'rule', observations: [`Rule ${number}`] }],
      },
    }));
    const kept = new Set(readFileSync(file, 'utf8').match(/"rule-\d+"/g));
    return { acknowledged, kept: kept.size };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
