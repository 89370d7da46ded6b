/** Writes what comes from another product, each once: its name there is part of its id or name here. */
import { createHash } from 'node:crypto';
import { KeepsakeError } from '../../../../contract/index.ts';
import { typeId } from '../../../../local/ids.ts';
import type { SearchEngine } from '../../../search/search.ts';
import type { Put, Scope, Store } from '../../../store/store.ts';
import { authorOf, type Call } from '../../caller.ts';
import type { Conversations } from '../../conversations.ts';
import type { Entries } from '../../entries.ts';
import { memoryRows } from '../../memories/record.ts';
import { asJson, type Clock } from '../../records.ts';
import type { Reporting } from '../report.ts';
import type { Fault, ForeignConversation, ForeignMemory, ForeignValue, Thing } from './thing.ts';

export interface ForeignDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
  conversations: Conversations;
  entries: Entries;
}

export interface ForeignRun {
  readonly call: Call;
  readonly scope: Required<Scope>;
  readonly source: string;
  readonly isDryRun: boolean;
  readonly reporting: Reporting;
}

const longestMemory = 50_000;
const messagesAtOnce = 500;

/** @returns what takes one thing after the other */
export function createForeignWriter(
  { store, search, clock, conversations, entries }: ForeignDependencies,
  { call: given, scope, source, isDryRun, reporting }: ForeignRun,
): (thing: Thing | Fault) => Promise<void> {
  // Who brought it is part of where it comes from; each write is a call of its own.
  const call: Call = { caller: { ...given.caller, client: `import from ${source}` } };
  const projectId = scope.project;

  async function takeMemory({ key, name, content, tags, at }: ForeignMemory): Promise<void> {
    if (content.length > longestMemory) {
      reporting.count('memories', 'skipped');
      return reporting.problem(key.slice(0, 200), 'It is longer than a memory. Add it as a document.');
    }
    const id = idFrom(`${source} ${key}`, at ?? 0);
    const known = await store.get(scope, 'memory', id);
    reporting.count('memories', known === undefined ? 'added' : 'known');
    if (known !== undefined || isDryRun) return;
    const title = (name ?? content.split('\n', 1)[0] ?? '').trim().slice(0, 200);
    const clean = tags.map((tag) => tag.trim().slice(0, 64)).filter((tag) => tag !== '');
    const payload = asJson({ name: title, content, tags: [...clean, source].slice(0, 32) });
    const put: Put = { op: 'put', kind: 'memory', id, state: 'active', expect: 'absent', payload };
    const now = clock();
    const written = Math.min(at ?? now, now);
    const operations = [put, ...memoryRows(search, put, written)];
    await store.commit(scope, { at: written, author: authorOf(call.caller), operations });
  }

  async function takeConversation({ key, title, messages }: ForeignConversation): Promise<void> {
    const name = `${source}:${key}`.slice(0, 200);
    const { caller } = call;
    const known = await conversations.find(caller, { projectId, name });
    reporting.count('conversations', known === undefined ? 'added' : 'known');
    const before = known?.messages ?? 0;
    if (isDryRun) return reporting.count('messages', 'added', Math.max(0, messages.length - before));
    const begun = { projectId, title: title.trim().slice(0, 200), external_id: name, retention_days: null };
    const { id: conversationId } = known ?? (await conversations.create(call, begun));
    for (let from = 0; from < messages.length; from += messagesAtOnce) {
      const part = messages.slice(from, from + messagesAtOnce).map((message) => ({
        role: message.role,
        content: message.content,
        external_id: message.key.slice(0, 200),
        ...(message.at === undefined ? {} : { time: new Date(message.at).toISOString() }),
      }));
      await conversations.append(call, { projectId, conversationId, messages: part });
    }
    const after = await conversations.get(caller, { projectId, conversationId });
    const added = after.messages - before;
    reporting.count('messages', 'added', added);
    reporting.count('messages', 'known', messages.length - added);
  }

  async function takeValue({ namespace, key, value }: ForeignValue): Promise<void> {
    const known = await entries.find(call.caller, { projectId, namespace, key });
    const isSame = known !== undefined && known.value === value;
    reporting.count('values', known === undefined ? 'added' : isSame ? 'known' : 'skipped');
    if (known !== undefined && !isSame)
      reporting.problem(`${namespace}/${key}`, 'There is another value already, which stays.');
    if (known === undefined && !isDryRun) await entries.set(call, { projectId, namespace, key, value });
  }

  async function take(thing: Thing): Promise<void> {
    if (thing.type === 'memory') return takeMemory(thing);
    return thing.type === 'conversation' ? takeConversation(thing) : takeValue(thing);
  }

  return async (thing) => {
    if (thing.type === 'fault') return reporting.problem(thing.where, thing.what);
    try {
      await take(thing);
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.status >= 500) throw error;
      reporting.problem(thing.key.slice(0, 200), error.message);
    }
  };
}

/** The same id for the same thing, whenever it is imported: a UUIDv7 whose random bits are a hash. */
function idFrom(name: string, at: number): string {
  const hash = createHash('sha256').update(name).digest('hex');
  const time = Math.max(0, at).toString(16).padStart(12, '0').slice(-12);
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  return typeId('mem', `${time}7${hash.slice(0, 3)}${variant}${hash.slice(4, 19)}`);
}
