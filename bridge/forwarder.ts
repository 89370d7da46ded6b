/** One client's conversation with the server: every message on its own, within its limits, with what is remembered for bad times. */
import type { AnswerCache } from './answer-cache.ts';
import { createDelivery, type DeliveryDependencies } from './delivery.ts';
import { explain, isConnectionError, localServer, TookTooLong } from './faults.ts';
import { startHeartbeat } from './heartbeat.ts';
import { errorAnswer, isRequest, serverError, type Message, type Request, type Send } from './messages.ts';
import { isReadOfKept, shapeAnswers, type OpenOversize } from './shaping.ts';
import { createRouter } from './router.ts';

export interface Forwarder {
  /** Takes one message of the client. @param text it as it came @param reply where its answer goes */
  receive(message: Message, text?: string, reply?: Send): Receipt;
  /** Whether the server turned out to speak another era than the client. */
  isTranslating(): boolean;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Ends everything under way, and the session. */
  close(): Promise<void>;
}

export interface Receipt {
  readonly done: Promise<void>;
  /** Stops waiting for the answer. */
  cancel(): void;
}

export interface ForwarderDependencies extends DeliveryDependencies {
  /** Gives the client one message, as JSON text or as an object. */
  send: Send;
  /** How messages to people name the server. */
  where?: string;
  /** Answers of earlier times, for when the server cannot be reached. */
  cache?: AnswerCache | undefined;
  /** What becomes of results that are too large. */
  oversize: OpenOversize;
  limits?: Partial<typeof usualLimits>;
}

const usualLimits = { callMs: 600_000 };

/** One forwarder per client. What it keeps, another one would find out again. */
export function createForwarder(dependencies: ForwarderDependencies): Forwarder {
  const { send, where = localServer, cache, oversize } = dependencies;
  const limits = { ...usualLimits, ...dependencies.limits };
  const delivery = createDelivery(dependencies);
  const router = createRouter({ delivery, send });
  const running = new Map<string | number, AbortController>();
  const work = new Set<Promise<void>>();

  async function forward(message: Message, text: string | undefined, reply: Send, control: AbortController) {
    const { signal } = control;
    if (!isRequest(message)) return router.route({ message, text, reply, signal }).catch(() => undefined);
    running.set(message.id, control);
    const stop = message.method === 'subscriptions/listen' ? undefined : limit(control);
    const heartbeat = startHeartbeat(message, reply);
    const shaped = shapeAnswers(message, heartbeat?.watch ?? reply, oversize);
    try {
      if (isReadOfKept(message)) reply(await (await oversize()).read(message));
      else await routeOrRemember(message, text, shaped.take, signal);
      await shaped.done();
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      if (!signal.aborted || reason instanceof TookTooLong)
        reply(errorAnswer(message.id, serverError, explain(reason, where)));
    } finally {
      clearTimeout(stop);
      heartbeat?.stop();
      if (running.get(message.id) === control) running.delete(message.id);
    }
  }

  function limit(control: AbortController): NodeJS.Timeout {
    return setTimeout(() => control.abort(new TookTooLong(limits.callMs)), limits.callMs);
  }

  /** What the server cannot answer now, it may have answered before. */
  async function routeOrRemember(
    message: Request,
    text: string | undefined,
    reply: Send,
    signal: AbortSignal,
  ): Promise<void> {
    if (cache === undefined) return router.route({ message, text, reply, signal });
    const remembered = await cache.get(message);
    const noting: Send = (got) => {
      cache.put(message, got);
      reply(got);
    };
    try {
      const retries = remembered === undefined ? {} : { retries: 1 };
      await router.route({ message, text, reply: noting, signal, ...retries });
    } catch (error) {
      if (remembered === undefined || !isConnectionError(error) || signal.aborted) throw error;
      if (message.method === 'initialize') delivery.session.begin(message);
      reply(remembered);
    }
  }

  return {
    receive(message, text, reply = send) {
      if (message.method === 'notifications/cancelled') cancel(running, message);
      const control = new AbortController();
      const done: Promise<void> = forward(message, text, reply, control).finally(() => work.delete(done));
      work.add(done);
      return { done, cancel: () => control.abort() };
    },
    isTranslating: () => router.isTranslating(),
    async idle() {
      while (work.size > 0) await Promise.allSettled(work);
    },
    async close() {
      for (const control of running.values()) control.abort();
      router.close();
      await delivery.session.close();
    },
  };
}

function cancel(running: Map<string | number, AbortController>, message: Message): void {
  const id = message.params?.requestId;
  if (typeof id === 'string' || typeof id === 'number') running.get(id)?.abort();
}
