/** The official MCP clients, new and old, each through a real bridge process. */
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';

export interface Command {
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface ToolResult {
  isError?: boolean;
  structuredContent?: unknown;
  content: { type: string; text?: string }[];
}

/** What the tests need of any of them. */
export interface ConnectedClient extends AsyncDisposable {
  toolNames(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<ToolResult>;
}

export const officialClients = {
  'the v2 client in modern mode': (command: Command) => connectModern(command, { pin: '2026-07-28' }),
  'the v2 client that finds out by itself': (command: Command) => connectModern(command, 'auto'),
  'the v2 client in legacy mode': (command: Command) => connectModern(command, 'legacy'),
  'the v1 client': connectOld,
} as const;

type Mode = 'auto' | 'legacy' | { pin: string };

async function connectModern(command: Command, mode: Mode): Promise<ConnectedClient> {
  const client = new ModernClient({ name: 'journey', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new ModernStdio({ ...command, stderr: 'ignore' }));
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as ToolResult,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function connectOld(command: Command): Promise<ConnectedClient> {
  const client = new OldClient({ name: 'journey', version: '1.0.0' });
  await client.connect(new OldStdio({ ...command, stderr: 'ignore' }));
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as ToolResult,
    [Symbol.asyncDispose]: () => client.close(),
  };
}
