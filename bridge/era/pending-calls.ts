/** Calls of a modern client to an older server, which may ask back in the middle of one: the call waits while the client answers. */
import { randomUUID } from 'node:crypto';
import type { Delivery } from '../delivery.ts';
import {
  errorAnswer,
  isRequest,
  resultAnswer,
  invalidParams,
  type Message,
  type Request,
  type Send,
} from '../messages.ts';
import { ask } from './translator.ts';

export interface PendingCalls {
  /** Runs a call, or goes on with the one that its state names. Resolves when the client has an answer to this request. */
  run(message: Request, reply: Send, signal: AbortSignal): Promise<void>;
  /** A request of the server that belongs to no call by itself: the latest call that is under way is taken for it. */
  askedOutside(request: Request): void;
  /** An id for a request that the bridge makes. */
  nextId(): string;
  close(): void;
}

interface Call {
  readonly request: Request;
  readonly control: AbortController;
  readonly id: string;
  /** Of the client's latest request for it. */
  reply: Send;
  /** Questions of the server that the client has not seen yet, and those it is answering, by name. */
  fresh: Request[];
  readonly asked: Map<string, Request>;
  answer: Message | undefined;
  failure: Error | undefined;
  /** Wakes whoever waits for the next thing to happen. */
  wake: () => void;
}

const methodNotFound = -32_601;
const askable = new Set(['elicitation/create', 'sampling/createMessage', 'roots/list']);
/** How long a client may take to come back with answers. */
const keptMs = 600_000;

/** @param finish makes a modern answer of the server's */
export function createPendingCalls(
  delivery: Delivery,
  finish: (request: Request, answer: Message) => object,
): PendingCalls {
  const running = new Set<Call>();
  const waiting = new Map<string, Call>();
  let count = 0;
  const nextId = (): string => `keepsake-bridge-${++count}`;

  function post(message: object): void {
    const options = { signal: AbortSignal.timeout(30_000), take: () => {} };
    void delivery.deliver(message as Message, options).catch(() => undefined);
  }

  function start(message: Request, reply: Send): Call {
    const control = new AbortController();
    const id = nextId();
    const call: Call = {
      request: message,
      control,
      id,
      reply,
      fresh: [],
      asked: new Map(),
      answer: undefined,
      failure: undefined,
      wake: () => {},
    };
    running.add(call);
    const other = (got: Message): void => (isRequest(got) ? question(call, got) : call.reply(got));
    ask(delivery, { ...message, id }, control.signal, other)
      .then(
        (answer) => (call.answer = answer),
        (error: unknown) => (call.failure = error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        running.delete(call);
        call.wake();
      });
    return call;
  }

  function question(call: Call, request: Request): void {
    if (request.method === 'ping') return post(resultAnswer(request.id, {}));
    if (!askable.has(request.method))
      return post(errorAnswer(request.id, methodNotFound, 'The client does not offer this.'));
    call.fresh.push(request);
    call.wake();
  }

  function abandon(call: Call): void {
    post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: call.id } });
    call.control.abort();
  }

  /** Waits until the call is answered, or needs input: then the client gets a state by which it comes back. */
  async function settle(call: Call, message: Request, reply: Send, signal: AbortSignal): Promise<void> {
    call.reply = reply;
    const stop = (): void => abandon(call);
    signal.addEventListener('abort', stop, { once: true });
    while (call.answer === undefined && call.failure === undefined && call.fresh.length === 0)
      await new Promise<void>((resolve) => (call.wake = resolve));
    signal.removeEventListener('abort', stop);
    if (call.failure !== undefined) throw call.failure;
    if (call.answer !== undefined) return reply(finish(message, { ...call.answer, id: message.id }));
    const requestState = `keepsake-bridge:${randomUUID()}`;
    const inputRequests = inputsOf(call);
    waiting.set(requestState, call);
    setTimeout(() => waiting.delete(requestState) && abandon(call), keptMs).unref();
    reply(resultAnswer(message.id, { resultType: 'input_required', inputRequests, requestState }));
  }

  return {
    nextId,
    async run(message, reply, signal) {
      const { requestState, inputResponses } = message.params ?? {};
      if (typeof requestState !== 'string') return settle(start(message, reply), message, reply, signal);
      const call = waiting.get(requestState);
      if (call === undefined)
        return reply(
          errorAnswer(message.id, invalidParams, 'This call is no longer under way. Start it anew.', {
            reason: 'invalid_request_state',
          }),
        );
      waiting.delete(requestState);
      for (const [name, request] of call.asked) {
        const result = (inputResponses as Record<string, object> | undefined)?.[name];
        post(
          result === undefined
            ? errorAnswer(request.id, methodNotFound, 'The client gave no answer.')
            : resultAnswer(request.id, result),
        );
      }
      call.asked.clear();
      return settle(call, message, reply, signal);
    },
    askedOutside(request) {
      const call = [...running].at(-1);
      if (call !== undefined) question(call, request);
      else if (request.method === 'ping') post(resultAnswer(request.id, {}));
      else post(errorAnswer(request.id, methodNotFound, 'No call is under way that could ask the client.'));
    },
    close() {
      for (const call of running) call.control.abort();
    },
  };
}

/** The server's new questions as a modern client is asked them. */
function inputsOf(call: Call): Record<string, object> {
  const asked: Record<string, object> = {};
  for (const request of call.fresh.splice(0)) {
    const { method, params } = request;
    const name = `input-${request.id}`;
    call.asked.set(name, request);
    asked[name] = params === undefined ? { method } : { method, params };
  }
  return asked;
}
