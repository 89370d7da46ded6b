/** Asks an older client what a modern server needs to know: elicitation, sampling and roots as requests of their own. */
import { randomUUID } from 'node:crypto';
import type { Message, Send } from '../messages.ts';

export interface InputRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface ClientQuestions {
  /** @returns the client's results by the server's names @throws when it cannot or will not answer */
  askAll(
    inputs: Readonly<Record<string, InputRequest>>,
    capabilities: object | undefined,
    reply: Send,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>>;
  /** Takes an answer of the client. */
  answered(message: Message): void;
}

const needs: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

export function createClientQuestions(): ClientQuestions {
  const waiting = new Map<unknown, (answer: Message) => void>();
  let count = 0;

  function askOne({ method, params }: InputRequest, reply: Send, signal: AbortSignal): Promise<unknown> {
    const id = `keepsake-bridge-${++count}`;
    return new Promise((resolve, reject) => {
      const give = (): void => {
        waiting.delete(id);
        reject(new Error('The client no longer waits for the answer.'));
      };
      signal.addEventListener('abort', give, { once: true });
      waiting.set(id, (answer) => {
        waiting.delete(id);
        signal.removeEventListener('abort', give);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(`The client did not answer what the server asked: ${answer.error.message}`));
      });
      reply({
        jsonrpc: '2.0',
        id,
        method,
        ...(params === undefined ? {} : { params: completed(method, params) }),
      });
    });
  }

  return {
    async askAll(inputs, capabilities, reply, signal) {
      for (const { method } of Object.values(inputs)) {
        const need = needs[method];
        if (need === undefined || !Object.hasOwn(capabilities ?? {}, need))
          throw new Error(`The server needs an answer by ${method}, which this AI client does not offer.`);
      }
      const answers = Object.entries(inputs).map(
        async ([name, input]) => [name, await askOne(input, reply, signal)] as const,
      );
      return Object.fromEntries(await Promise.all(answers));
    },
    answered: (message) => waiting.get(message.id)?.(message),
  };
}

/** Older revisions want an id with an address to open. */
function completed(method: string, params: Readonly<Record<string, unknown>>): object {
  const needsId =
    method === 'elicitation/create' && params['mode'] === 'url' && params['elicitationId'] === undefined;
  return needsId ? { ...params, elicitationId: randomUUID() } : params;
}
