/** Which way a message goes: straight to the server, or through a translation where the two speak different eras. */
import type { Delivery } from './delivery.ts';
import type { Translator } from './era/translator.ts';
import { isAway, isConnectionError, refusal, ServerAway } from './faults.ts';
import {
  errorAnswer,
  invalidParams,
  isRequest,
  ownRevision,
  parseMessage,
  serverError,
  type Message,
  type Request,
  type Send,
} from './messages.ts';
import type { Answer } from './upstream.ts';

export interface Routed<Kind extends Message = Message> {
  readonly message: Kind;
  /** The message as it came. */
  readonly text?: string | undefined;
  readonly reply: Send;
  readonly signal: AbortSignal;
  /** How often the server is asked again when it cannot be reached. */
  readonly retries?: number;
}

export interface Router {
  /** Resolves when a request is answered. @throws whatever the connection throws */
  route(routed: Routed): Promise<void>;
  isTranslating(): boolean;
  close(): void;
}

export interface RouterDependencies {
  readonly delivery: Delivery;
  readonly send: Send;
}

/** Nothing is asked of the server to find out its era: the first request either is understood or is not. */
export function createRouter({ delivery, send }: RouterDependencies): Router {
  let translator: Translator | undefined;
  let settled = false;
  let settling: Promise<void> | undefined;

  async function route({ message, ...rest }: Routed): Promise<void> {
    if (settling !== undefined) await settling;
    if (translator !== undefined) return translator.receive(message, rest.reply, rest.signal);
    if (!isRequest(message)) return passOneWay({ message, ...rest });
    if (message.method === 'subscriptions/listen') return listen({ message, ...rest });
    if (settled) return pass({ message, ...rest });
    const task = passFirst({ message, ...rest });
    const over = (): void => void (settling = undefined);
    settling = task.then(over, over);
    return task;
  }

  async function pass({ message, text, reply, signal, retries }: Routed<Request>): Promise<void> {
    const more = retries === undefined ? {} : { retries };
    const answer = await delivery.deliver(message, { text, signal, take: reply, ...more });
    if (answer.answered) return;
    if (isAway(answer.status)) throw new ServerAway(refusal(answer));
    reply(answerOf(message, answer));
  }

  /** Holds an error back, since it may only mean that the server speaks the other era. */
  async function passFirst({ message, text, reply, signal, retries }: Routed<Request>): Promise<void> {
    await beginIfForgotten(message, signal);
    if (translator !== undefined) return translator.receive(message, reply, signal);
    let refused: Answer | undefined;
    const take = (got: string): void => {
      if (isErrorAnswer(got)) refused = { status: 200, text: got };
      else {
        settled = true;
        reply(got);
      }
    };
    const more = retries === undefined ? {} : { retries };
    const answer = await delivery.deliver(message, { text, signal, take, ...more });
    if (!answer.answered) refused = answer;
    if (refused === undefined) return;
    if (isAway(refused.status)) throw new ServerAway(refusal(refused));
    if (!settled && mayBeOtherEra(refused)) translator = await translate(message, signal);
    if (translator !== undefined) return translator.receive(message, reply, signal);
    reply(answerOf(message, refused));
  }

  /** A session whose beginning was answered from memory, while the server was away, is begun now. */
  async function beginIfForgotten(message: Request, signal: AbortSignal): Promise<void> {
    if (message.method === 'initialize' || ownRevision(message) !== undefined) return;
    const { session } = delivery;
    const { begun } = session;
    if (begun === undefined || session.id !== undefined) return;
    try {
      await session.renew(undefined);
      session.listen(send);
    } catch (error) {
      if (isConnectionError(error) || !isRequest(begun)) throw error;
      translator = await translate(begun, signal);
    }
  }

  async function listen({ message, reply, signal }: Routed<Request>): Promise<void> {
    const { keepListening } = await import('./listening.ts');
    await keepListening({ delivery, message, reply, signal });
  }

  async function passOneWay({ message, text, signal }: Routed): Promise<void> {
    await delivery.deliver(message, { text, signal, take: (got) => send(got) });
    if (message.method === 'notifications/initialized') delivery.session.listen(send);
  }

  async function translate(message: Request, signal: AbortSignal): Promise<Translator | undefined> {
    const { openTranslator } = await import('./era/open.ts');
    return openTranslator({ delivery, send, message, signal });
  }

  return { route, isTranslating: () => translator !== undefined, close: () => translator?.close() };
}

function isErrorAnswer(text: string): boolean {
  return text.includes('"error"') && parseMessage(text)?.error !== undefined;
}

/** Not refusals of the secret, of too many requests, or of a server that has a fault of its own. */
function mayBeOtherEra({ status, text }: Answer): boolean {
  if (parseMessage(text)?.error?.code === invalidParams) return false;
  return status < 500 && ![401, 403, 408, 413, 429].includes(status);
}

/** An error answer of the protocol as it is, whatever the HTTP status; otherwise one that says what the status means. */
function answerOf(message: Request, answer: Answer): object {
  const told = parseMessage(answer.text);
  if (told?.error !== undefined) return { ...told, id: message.id };
  return errorAnswer(message.id, serverError, refusal(answer), { status: answer.status });
}
