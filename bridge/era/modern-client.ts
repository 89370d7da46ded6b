/** A modern client in front of a server that keeps sessions and knows older revisions alone. */
import {
  errorAnswer,
  invalidParams,
  isRequest,
  metaKey,
  parseMessage,
  resultAnswer,
  type Message,
  type Request,
  type Result,
  type Send,
} from '../messages.ts';
import { createPendingCalls } from './pending-calls.ts';
import {
  ask,
  modernRevision,
  withoutEnvelope,
  type Translator,
  type TranslatorDependencies,
} from './translator.ts';

interface Listener {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly reply: Send;
}

const cacheable = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);
const resourceNotFound = -32_002;

/** @param begun what the server answered to initialize */
export function createModernClientTranslator(
  { delivery, send: _send }: TranslatorDependencies,
  begun: Result,
): Translator {
  const listeners = new Map<string | number, Listener>();
  const serverInfo = begun['serverInfo'];
  const calls = createPendingCalls(delivery, (message, answer) => modernAnswer(message, answer, serverInfo));
  let logLevel: unknown;
  delivery.session.listen((text) => {
    const message = parseMessage(text);
    if (message === undefined) return;
    if (isRequest(message)) calls.askedOutside(message);
    else tellListeners(message);
  });

  function tellListeners(message: Message): void {
    for (const [id, { filter, reply }] of listeners) {
      if (!wants(filter, message)) continue;
      const _meta = { ...message.params?._meta, [metaKey.subscription]: id };
      reply({ ...message, params: { ...message.params, _meta } });
    }
  }

  /** Open until the client cancels it. */
  async function listen({ id, params }: Request, reply: Send, signal: AbortSignal): Promise<void> {
    const filter = honoured(begun, params?.['notifications']);
    const acknowledged = { notifications: filter, _meta: { [metaKey.subscription]: id } };
    reply({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: acknowledged });
    if (Object.keys(filter).length === 0)
      return reply(resultAnswer(id, { resultType: 'complete', _meta: { [metaKey.subscription]: id } }));
    listeners.set(id, { filter, reply });
    const uris = Array.isArray(filter['resourceSubscriptions'])
      ? (filter['resourceSubscriptions'] as string[])
      : [];
    await Promise.all(uris.map((uri) => tell('resources/subscribe', { uri })));
    await aborted(signal);
    listeners.delete(id);
    await Promise.all(uris.map((uri) => tell('resources/unsubscribe', { uri }).catch(() => undefined)));
  }

  async function tell(method: string, params: Record<string, unknown>): Promise<void> {
    await ask(delivery, { jsonrpc: '2.0', id: calls.nextId(), method, params }, AbortSignal.timeout(30_000));
  }

  /** Older servers have one level for the whole session. */
  async function setLogLevel(message: Request): Promise<void> {
    const wanted = message.params?._meta?.[metaKey.logLevel];
    if (wanted === undefined || wanted === logLevel || !offers(begun, 'logging')) return;
    logLevel = wanted;
    await tell('logging/setLevel', { level: wanted });
  }

  return {
    async receive(message, reply, signal) {
      if (!isRequest(message)) return;
      if (message.method === 'server/discover') return reply(resultAnswer(message.id, discoverResult(begun)));
      if (message.method === 'subscriptions/listen') return listen(message, reply, signal);
      await setLogLevel(message);
      await calls.run({ ...message, params: plainParams(message) }, reply, signal);
    },
    close: () => calls.close(),
  };
}

function plainParams({ params }: Request): NonNullable<Message['params']> {
  const { _meta, ...rest } = params ?? {};
  const left = withoutEnvelope(_meta);
  return left === undefined ? rest : { ...rest, _meta: left };
}

function discoverResult(begun: Result): object {
  const { capabilities, instructions, serverInfo } = begun;
  return {
    resultType: 'complete',
    supportedVersions: [modernRevision],
    capabilities,
    ...(instructions === undefined ? {} : { instructions }),
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [metaKey.serverInfo]: serverInfo },
  };
}

/** An answer with what the modern revision wants in it. */
function modernAnswer({ method }: Request, answer: Message, serverInfo: unknown): object {
  if (answer.error !== undefined) {
    if (answer.error.code !== resourceNotFound) return answer;
    return errorAnswer(answer.id, invalidParams, answer.error.message, answer.error.data);
  }
  const cache = cacheable.has(method) ? { ttlMs: 0, cacheScope: 'private' } : {};
  const _meta = { [metaKey.serverInfo]: serverInfo, ...answer.result?._meta };
  return { ...answer, result: { resultType: 'complete', ...cache, ...answer.result, _meta } };
}

function offers({ capabilities }: Result, name: string): boolean {
  return typeof capabilities === 'object' && capabilities !== null && Object.hasOwn(capabilities, name);
}

/** What of the client's wishes the server can meet. */
function honoured({ capabilities }: Result, wished: unknown): Record<string, unknown> {
  const offered = (capabilities ?? {}) as Record<
    string,
    { listChanged?: boolean; subscribe?: boolean } | undefined
  >;
  const wishes = (wished ?? {}) as Record<string, unknown>;
  const filter: Record<string, unknown> = {};
  for (const kind of ['tools', 'prompts', 'resources']) {
    const name = `${kind}ListChanged`;
    if (wishes[name] === true && offered[kind]?.listChanged === true) filter[name] = true;
  }
  if (Array.isArray(wishes['resourceSubscriptions']) && offered['resources']?.subscribe === true)
    filter['resourceSubscriptions'] = wishes['resourceSubscriptions'];
  return filter;
}

function wants(filter: Readonly<Record<string, unknown>>, { method, params }: Message): boolean {
  const kind = /^notifications\/(tools|prompts|resources)\/list_changed$/.exec(method ?? '')?.[1];
  if (kind !== undefined) return filter[`${kind}ListChanged`] === true;
  const uris = filter['resourceSubscriptions'];
  return method === 'notifications/resources/updated' && Array.isArray(uris) && uris.includes(params?.uri);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
