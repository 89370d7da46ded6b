/** A modern client's listen stream, opened again when it breaks, so that the client never notices. */
import type { Delivery } from './delivery.ts';
import { isConnectionError, isAway, refusal } from './faults.ts';
import { errorAnswer, metaKey, parseMessage, serverError, type Request, type Send } from './messages.ts';

export interface ListenOptions {
  readonly delivery: Delivery;
  readonly message: Request;
  readonly reply: Send;
  readonly signal: AbortSignal;
  readonly wait?: (ms: number) => Promise<void>;
}

const longestPauseMs = 30_000;
const changes: Readonly<Record<string, string>> = {
  toolsListChanged: 'notifications/tools/list_changed',
  promptsListChanged: 'notifications/prompts/list_changed',
  resourcesListChanged: 'notifications/resources/list_changed',
};

/** Resolves when the server ends the stream with an answer, or the client no longer wants it. */
export async function keepListening(options: ListenOptions): Promise<void> {
  const { delivery, message, reply, signal, wait = sleep } = options;
  let acknowledged: unknown;
  let pause = 250;
  const take = (text: string): void => {
    const got = parseMessage(text);
    if (got?.method !== 'notifications/subscriptions/acknowledged') return reply(text);
    pause = 250;
    if (acknowledged === undefined) reply(text);
    else tellMissed(acknowledged, message.id, reply);
    acknowledged = got.params?.['notifications'] ?? {};
  };
  while (!signal.aborted) {
    const answer = await delivery.deliver(message, { signal, take, retries: 0 }).catch((error: unknown) => {
      if (!isConnectionError(error) && !signal.aborted) throw error;
      return undefined;
    });
    if (answer?.answered === true) return;
    if (answer !== undefined && !isAway(answer.status)) {
      const told = parseMessage(answer.text);
      return reply(
        told?.error === undefined
          ? errorAnswer(message.id, serverError, refusal(answer))
          : { ...told, id: message.id },
      );
    }
    await wait(pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

/** What changed while nobody listened is not known, so everything asked for may have. */
function tellMissed(honoured: unknown, id: string | number, reply: Send): void {
  for (const [name, method] of Object.entries(changes)) {
    if ((honoured as Record<string, unknown>)[name] !== true) continue;
    reply({ jsonrpc: '2.0', method, params: { _meta: { [metaKey.subscription]: id } } });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
