/** Adapters of the client library: LangChain.js with the real package, the others by the shapes of their public types. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BaseListChatMessageHistory } from '@langchain/core/chat_history';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { RunnableLambda, RunnableWithMessageHistory } from '@langchain/core/runnables';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createChatStore, type UiMessage } from '../../client/ai-sdk.ts';
import { ChatHistory, Memory } from '../../client/index.ts';
import { KeepsakeChatMessageHistory } from '../../client/langchain.ts';
import type { MastraMessage } from '../../client/mastra-messages.ts';
import { createMastraMethods, withKeepsake } from '../../client/mastra.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake();
});

beforeEach(() => {
  for (const [name, value] of Object.entries(keepsake.env)) vi.stubEnv(name, value);
});

afterAll(() => keepsake[Symbol.asyncDispose]());

test('LangChain: messages of every kind come back as they were, plain ones stand as plain text', async () => {
  const history = new KeepsakeChatMessageHistory('langchain-1');
  expect(history).toBeInstanceOf(BaseListChatMessageHistory);
  const messages = [
    new SystemMessage('Be brief.'),
    new HumanMessage('What is the tide?'),
    new AIMessage({ content: '', tool_calls: [{ id: 'call-1', name: 'tide', args: { at: 'noon' } }] }),
    new ToolMessage({ content: 'high', tool_call_id: 'call-1' }),
    new HumanMessage({ content: [{ type: 'text', text: 'And now?' }], name: 'Anna' }),
    new AIMessage('Low.'),
  ];
  await history.addMessages(messages);
  const read = await new KeepsakeChatMessageHistory('langchain-1').getMessages();
  expect(read.map((message) => message.toDict())).toEqual(messages.map((message) => message.toDict()));
  const plain = await new ChatHistory('langchain-1').messages();
  expect(plain[1]).toMatchObject({ role: 'user', content: 'What is the tide?' });
  expect(plain[5]).toMatchObject({ role: 'assistant', content: 'Low.' });
  await history.clear();
  await history.addUserMessage('{"langchain": not JSON');
  expect((await history.getMessages()).map(({ text }) => text)).toEqual(['{"langchain": not JSON']);
});

test('LangChain: a chain with a history sees what was said in the calls before', async () => {
  const chain = new RunnableWithMessageHistory({
    runnable: RunnableLambda.from((input: unknown) => new AIMessage(`${(input as unknown[]).length} so far`)),
    getMessageHistory: (id: string) => new KeepsakeChatMessageHistory(id),
  });
  const options = { configurable: { sessionId: 'langchain-2' } };
  await chain.invoke([new HumanMessage('one')], options);
  const second = await chain.invoke([new HumanMessage('two')], options);
  expect(second.text).toBe('3 so far');
});

test('AI SDK: a chat is saved as it is, and only what changed is written', async () => {
  const { createChat, loadChat, saveChat } = createChatStore('ai-sdk');
  const chatId = await createChat();
  expect(await loadChat(chatId)).toEqual([]);
  const messages: UiMessage[] = ['Hello', 'Hi', 'Bye'].map((text, at) => ({
    id: `m${at}`,
    role: at % 2 === 0 ? 'user' : 'assistant',
    parts: [{ type: 'text', text }],
  }));
  await saveChat({ chatId, messages });
  expect(await loadChat(chatId)).toEqual(messages);
  const regenerated = [messages[0]!, { ...messages[1]!, parts: [{ type: 'text', text: 'Hey' }] }];
  await saveChat({ chatId, messages: regenerated });
  expect(await createChatStore('ai-sdk').loadChat(chatId)).toEqual(regenerated);
  const memory = new Memory('ai-sdk');
  expect(await memory.entry(`${chatId}/00000000`)).toMatchObject({ version: 1 });
  expect(await memory.entry(`${chatId}/00000001`)).toMatchObject({ version: 2 });
});

test('Mastra: threads and messages are saved, listed by page, time and name, changed and removed', async () => {
  const store = createMastraMethods(new Memory('mastra'));
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
  const thread = {
    id: 't/1',
    resourceId: 'anna',
    createdAt: at(0),
    updatedAt: at(0),
    metadata: { kind: 'chat' },
  };
  await store.saveThread({ thread });
  expect(await store.getThreadById({ threadId: 't/1' })).toEqual(thread);
  expect(await store.getThreadById({ threadId: 't/1', resourceId: 'ben' })).toBeNull();
  const changed = await store.updateThread({ id: 't/1', title: 'Tides', metadata: { more: 1 } });
  expect(changed).toMatchObject({ title: 'Tides', metadata: { kind: 'chat', more: 1 } });
  expect((await store.listThreads({ filter: { resourceId: 'anna', metadata: { more: 1 } } })).total).toBe(1);
  expect((await store.listThreads({ filter: { resourceId: 'ben' } })).threads).toEqual([]);
  const messages: MastraMessage[] = Array.from({ length: 5 }, (_, minute) => ({
    id: `m${minute}`,
    threadId: 't/1',
    resourceId: 'anna',
    createdAt: at(minute),
    content: { format: 2, parts: [{ type: 'text', text: `message ${minute}` }] },
  }));
  await store.saveMessages({ messages });
  const ids = (list: { messages: MastraMessage[] }) => list.messages.map(({ id }) => id);
  const last = await store.listMessages({ threadId: 't/1', perPage: 2, orderBy: { direction: 'DESC' } });
  expect(last).toMatchObject({ total: 5, hasMore: true });
  expect(ids(last)).toEqual(['m4', 'm3']);
  const around = { id: 'm2', withPreviousMessages: 1, withNextMessages: 0 };
  expect(ids(await store.listMessages({ threadId: 't/1', perPage: 0, include: [around] }))).toEqual([
    'm1',
    'm2',
  ]);
  const dateRange = { start: at(1), end: at(3), endExclusive: true };
  const between = await store.listMessages({ threadId: ['t/1'], perPage: false, filter: { dateRange } });
  expect(between.messages).toEqual(messages.slice(1, 3));
  await store.updateMessages({ messages: [{ id: 'm0', content: { metadata: { read: true } } }] });
  const read = await store.listMessages({ threadId: 't/1', filter: { metadata: { read: true } } });
  expect(ids(read)).toEqual(['m0']);
  await store.deleteMessages(['m1']);
  expect(ids(await store.listMessagesById({ messageIds: ['m0', 'm1'] }))).toEqual(['m0']);
  await store.deleteThread({ threadId: 't/1' });
  expect(await new Memory('mastra').listKeys()).toEqual([]);
});

test('Mastra: a class that leaves methods open gets them, and keeps its own', async () => {
  abstract class Storage {
    name = 'memory';
    abstract getThreadById(input: { threadId: string }): Promise<unknown>;
    describe(): string {
      return `storage of ${this.name}`;
    }
  }
  const storage = new (withKeepsake(Storage, 'mastra'))();
  expect(storage.describe()).toBe('storage of memory');
  expect(await storage.getThreadById({ threadId: 'none' })).toBeNull();
});

test('the built package exports the library under its names', async () => {
  const program = `
    import { Memory } from 'keepsake/client';
    import { createChatStore } from 'keepsake/client/ai-sdk';
    import { withKeepsake } from 'keepsake/client/mastra';
    import { KeepsakeChatMessageHistory } from 'keepsake/client/langchain';
    await new Memory('built').set('k', [typeof createChatStore, typeof withKeepsake, typeof KeepsakeChatMessageHistory]);`;
  const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)), env: keepsake.env };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
  expect(await new Memory('built').get('k')).toEqual(['function', 'function', 'function']);
});
