/** The official clients with everything the bridge has to pass, each through a real bridge process. */
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Command } from '../official-clients.ts';

export interface FullClient extends AsyncDisposable {
  toolNames(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<string>;
  callWithProgress(name: string): Promise<{ text: string; progress: number[] }>;
  callAndCancel(name: string): Promise<unknown>;
  read(uri: string): Promise<string>;
  templates(): Promise<string[]>;
  prompt(name: string, args: Record<string, string>): Promise<string>;
  complete(prompt: string, argument: string, value: string): Promise<string[]>;
  /** Resolves once the client was told so. */
  toolsChanged(): Promise<void>;
  /** Resolves once the client may be told. */
  listening(): Promise<void>;
}

export const everyClient = {
  'the v2 client in modern mode': (command: Command) => connectModern(command, { pin: '2026-07-28' }),
  'the v2 client that finds out by itself': (command: Command) => connectModern(command, 'auto'),
  'the v2 client in legacy mode': (command: Command) => connectModern(command, 'legacy'),
  'the v1 client': connectOld,
} as const;

type Client = Pick<
  OldClient,
  'listTools' | 'callTool' | 'readResource' | 'listResourceTemplates' | 'getPrompt' | 'complete' | 'close'
>;

const answer = { action: 'accept' as const, content: { name: 'Ada' } };
const said = {
  role: 'assistant' as const,
  model: 'none',
  content: { type: 'text' as const, text: 'Bergen' },
};
const roots = [{ uri: 'file:///home/ada/maps' }];
const aMoment = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function connectModern(
  command: Command,
  mode: 'auto' | 'legacy' | { pin: string },
): Promise<FullClient> {
  const client = new ModernClient(
    { name: 'journey', version: '1.0.0' },
    { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} } },
  );
  client.setRequestHandler('elicitation/create', () => answer);
  client.setRequestHandler('sampling/createMessage', () => said);
  client.setRequestHandler('roots/list', () => ({ roots }));
  let told = (): void => {};
  client.setNotificationHandler('notifications/tools/list_changed', () => told());
  await client.connect(new ModernStdio({ ...command, stderr: 'ignore' }));
  const listening = async (): Promise<void> => {
    if (mode === 'legacy') return aMoment(300);
    await client.listen({ toolsListChanged: true });
  };
  return full(
    client as unknown as Client,
    () => new Promise((resolve) => (told = resolve)),
    listening,
    (name, options) => client.callTool({ name, arguments: {} }, options),
  );
}

async function connectOld(command: Command): Promise<FullClient> {
  const client = new OldClient(
    { name: 'journey', version: '1.0.0' },
    { capabilities: { elicitation: {}, sampling: {}, roots: {} } },
  );
  client.setRequestHandler(ElicitRequestSchema, () => answer);
  client.setRequestHandler(CreateMessageRequestSchema, () => said);
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
  let told = (): void => {};
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => told());
  await client.connect(new OldStdio({ ...command, stderr: 'ignore' }));
  return full(
    client,
    () => new Promise((resolve) => (told = resolve)),
    () => aMoment(300),
    (name, options) => client.callTool({ name, arguments: {} }, undefined, options),
  );
}

interface CallOptions {
  signal?: AbortSignal;
  onprogress?: (progress: { progress: number }) => void;
}

function full(
  client: Client,
  toolsChanged: () => Promise<void>,
  listening: () => Promise<void>,
  callWith: (name: string, options: CallOptions) => Promise<unknown>,
): FullClient {
  return {
    toolsChanged,
    listening,
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => textOf(await client.callTool({ name, arguments: args })),
    async callWithProgress(name) {
      const progress: number[] = [];
      const result = await callWith(name, { onprogress: (told) => progress.push(told.progress) });
      return { text: textOf(result), progress };
    },
    async callAndCancel(name) {
      const control = new AbortController();
      const call = callWith(name, { signal: control.signal });
      await aMoment(200);
      control.abort(new Error('enough'));
      return call;
    },
    async read(uri) {
      const { contents } = await client.readResource({ uri });
      return contents.map((content) => ('text' in content ? content.text : '')).join('');
    },
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    async prompt(name, args) {
      const { messages } = await client.getPrompt({ name, arguments: args });
      return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('');
    },
    async complete(prompt, argument, value) {
      const ref = { type: 'ref/prompt' as const, name: prompt };
      return (await client.complete({ ref, argument: { name: argument, value } })).completion.values;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function textOf(result: unknown): string {
  const { content } = result as { content: { text?: string }[] };
  return content.map(({ text }) => text ?? '').join('');
}
