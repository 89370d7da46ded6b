/** An older client in front of a server that speaks the modern revision alone. */
import {
  errorAnswer,
  isRequest,
  isResponse,
  metaKey,
  resultAnswer,
  serverError,
  type Message,
  type Request,
  type Result,
  type Send,
} from '../messages.ts';
import { createClientQuestions, type InputRequest } from './client-questions.ts';
import {
  ask,
  legacyRevisions,
  newestLegacyRevision,
  withoutEnvelope,
  type Translator,
  type TranslatorDependencies,
} from './translator.ts';

export interface ModernServer {
  /** What goes with every request: revision, capabilities and name of the client. */
  readonly envelope: Readonly<Record<string, unknown>>;
  /** Of the client. */
  readonly capabilities: object | undefined;
  readonly discovered: Result;
}

const mostRounds = 10;
const statePauseMs = 500;

export function createLegacyClientTranslator(
  { delivery, send }: TranslatorDependencies,
  server: ModernServer,
): Translator {
  const questions = createClientQuestions();
  const subscribed = new Set<string>();
  let logLevel: unknown;
  let listening: AbortController | undefined;

  function enveloped(message: Request, more: Record<string, unknown> = {}): Request {
    const level = logLevel === undefined ? {} : { [metaKey.logLevel]: logLevel };
    const _meta = { ...message.params?._meta, ...server.envelope, ...level };
    return { ...message, params: { ...message.params, ...more, _meta } };
  }

  /** Input that the server needs is asked of the client as the requests it knows; the state goes back byte for byte. */
  async function call(message: Request, reply: Send, signal: AbortSignal): Promise<void> {
    let more: Record<string, unknown> = {};
    for (let round = 0; round <= mostRounds; round++) {
      const answer = await ask(delivery, enveloped(message, more), signal, (other) => reply(plain(other)));
      if (answer.result?.['resultType'] !== 'input_required')
        return reply({ ...answer, result: plainResult(answer.result), id: message.id });
      const { inputRequests, requestState } = answer.result as InputRequired;
      more = requestState === undefined ? {} : { requestState };
      if (inputRequests === undefined || Object.keys(inputRequests).length === 0) await pause(statePauseMs);
      else more['inputResponses'] = await questions.askAll(inputRequests, server.capabilities, reply, signal);
    }
    throw new Error(`The server asked for input more than ${mostRounds} times for one request.`);
  }

  /** The changes that an older client is told without asking, and those of the resources it subscribed to. */
  async function listen(): Promise<void> {
    listening?.abort();
    const filter = filterFor(server.discovered, subscribed);
    if (Object.keys(filter).length === 0) return;
    const control = (listening = new AbortController());
    const { keepListening } = await import('../listening.ts');
    const request = enveloped({
      jsonrpc: '2.0',
      id: 'keepsake-bridge-listen',
      method: 'subscriptions/listen',
      params: { notifications: filter },
    });
    const reply: Send = (message) => {
      const got = (typeof message === 'string' ? JSON.parse(message) : message) as Message;
      if (got.method !== undefined && got.method !== 'notifications/subscriptions/acknowledged')
        send(plain(got));
    };
    await keepListening({ delivery, message: request, reply, signal: control.signal }).catch(() => undefined);
  }

  /** What has no counterpart at the server. */
  function answerHere({ method, params }: Request): object | undefined {
    if (method === 'ping') return {};
    if (method === 'initialize') return initializeResult(server.discovered, params?.protocolVersion);
    if (method === 'logging/setLevel') {
      logLevel = params?.['level'];
      return {};
    }
    if (method !== 'resources/subscribe' && method !== 'resources/unsubscribe') return undefined;
    if (method === 'resources/subscribe') subscribed.add(String(params?.uri));
    else subscribed.delete(String(params?.uri));
    void listen();
    return {};
  }

  return {
    async receive(message, reply, signal) {
      if (isResponse(message)) return questions.answered(message);
      if (message.method === 'notifications/initialized') return void listen();
      if (!isRequest(message)) return;
      const own = answerHere(message);
      if (own !== undefined) return reply(resultAnswer(message.id, own));
      await call(message, reply, signal).catch((error: unknown) => {
        if (!(error instanceof Error) || 'code' in error || signal.aborted) throw error;
        reply(errorAnswer(message.id, serverError, error.message));
      });
    },
    close: () => listening?.abort(),
  };
}

interface InputRequired {
  readonly inputRequests?: Readonly<Record<string, InputRequest>>;
  readonly requestState?: string;
}

function initializeResult(discovered: Result, wanted: unknown): object {
  const { capabilities, instructions, _meta } = discovered;
  const protocolVersion = legacyRevisions.includes(String(wanted)) ? wanted : newestLegacyRevision;
  const serverInfo = _meta?.[metaKey.serverInfo] ?? { name: 'mcp-server', version: '0' };
  return {
    protocolVersion,
    capabilities,
    serverInfo,
    ...(instructions === undefined ? {} : { instructions }),
  };
}

function filterFor({ capabilities }: Result, subscribed: ReadonlySet<string>): Record<string, unknown> {
  const offered = capabilities as Record<string, { listChanged?: boolean } | undefined>;
  const filter: Record<string, unknown> = {};
  for (const kind of ['tools', 'prompts', 'resources'])
    if (offered[kind]?.listChanged === true) filter[`${kind}ListChanged`] = true;
  if (subscribed.size > 0) filter['resourceSubscriptions'] = [...subscribed];
  return filter;
}

function plain(message: Message): Message {
  if (message.params?._meta === undefined) return message;
  const { _meta, ...params } = message.params;
  const left = withoutEnvelope(_meta);
  return { ...message, params: left === undefined ? params : { ...params, _meta: left } };
}

/** Without what older revisions do not know. */
function plainResult(result: Result | undefined): Result | undefined {
  if (result === undefined) return undefined;
  const { resultType: _type, ttlMs: _ttl, cacheScope: _scope, _meta, ...rest } = result;
  const left = withoutEnvelope(_meta);
  return left === undefined ? rest : { ...rest, _meta: left };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
