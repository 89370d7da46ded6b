/** `@modelcontextprotocol/server-memory` over stdio, as an AI client starts it. It has no history and no pages. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Peer } from './peer.ts';
import { textOf } from './texts.ts';

export function openServerMemory(): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'server-memory-bench-'));
  const file = join(folder, 'memory.jsonl');
  const require = createRequire(import.meta.url);
  const entry = join(
    dirname(require.resolve('@modelcontextprotocol/server-memory/package.json')),
    'dist/index.js',
  );
  let client: Client | undefined;
  let filled = 0;

  const entityOf = (name: string, text: string) => ({ name, entityType: 'fact', observations: [text] });

  async function call(name: string, args: Record<string, unknown>): Promise<unknown> {
    const answer = await client?.callTool({ name, arguments: args }, undefined, { timeout: 120_000 });
    if (answer === undefined || answer.isError === true) throw new Error(`server-memory refused ${name}`);
    return answer;
  }

  return {
    name: 'server-memory',
    /** Its file as it writes it itself: adding one by one reads and writes the whole file each time. */
    async fill(size) {
      await client?.close();
      const lines: string[] = filled === 0 ? [] : [''];
      for (; filled < size; filled++)
        lines.push(JSON.stringify({ type: 'entity', ...entityOf(`fact-${filled}`, textOf(filled)) }));
      appendFileSync(file, lines.join('\n'));
      client = new Client({ name: 'keepsake-bench', version: '1.0.0' });
      const env = { ...(process.env as Record<string, string>), MEMORY_FILE_PATH: file };
      const start = { command: process.execPath, args: [entry], env, stderr: 'ignore' as const };
      await client.connect(new StdioClientTransport(start));
    },
    add: (text) => call('create_entities', { entities: [entityOf(`added ${text}`, text)] }),
    get: (at) => call('open_nodes', { names: [`fact-${at}`] }),
    list: () => call('read_graph', {}),
    search: (query) => call('search_nodes', { query }),
    async close() {
      await client?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
