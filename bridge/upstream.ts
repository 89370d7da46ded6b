/** HTTP to the server: one POST per message, connections kept open, answers as JSON or as a stream of events. */
import type { IncomingMessage } from 'node:http';
import { readEvents, type EventStream } from './events.ts';
import { networkTo, type Network, type Target } from './network.ts';

export interface Exchange {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called when the headers of the answer are there, before any message of it. */
  readonly opened?: (response: IncomingMessage) => void;
  /** Called with the JSON text of each message, in order. @param streamed whether more may follow it */
  readonly message: (text: string, streamed: boolean) => void;
}

export interface Answer extends Partial<EventStream> {
  readonly status: number;
  /** The body, where it was not messages: the text of an error. */
  readonly text: string;
}

export interface Upstream {
  /** @throws whatever the connection throws */
  exchange(exchange: Exchange): Promise<Answer>;
}

/** Connects on the first message, not before. */
export function createUpstream(target: Target): Upstream {
  let network: Network | undefined;
  return {
    async exchange({ method, body, headers, signal, opened, message }) {
      const { open, base } = (network ??= await networkTo(target));
      const all =
        body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
      return new Promise((resolve, reject) => {
        const request = open({ ...base, method, headers: all, signal }, (response) => {
          opened?.(response);
          readAnswer(response, message).then(resolve, reject);
        });
        request.on('error', reject);
        request.end(body);
      });
    },
  };
}

async function readAnswer(response: IncomingMessage, message: Exchange['message']): Promise<Answer> {
  const status = response.statusCode ?? 0;
  const type = response.headers['content-type'] ?? '';
  response.setEncoding('utf8');
  if (type.startsWith('text/event-stream') && status < 400) {
    const stream: EventStream = { lastEventId: undefined, retryMs: undefined };
    // A stream that breaks off is told apart from one that ended by the answer that is missing, and resumed.
    await readEvents(response as AsyncIterable<string>, stream, (text) => message(text, true)).catch(
      (error: unknown) => {
        if (stream.lastEventId === undefined) throw error;
      },
    );
    return { status, text: '', ...stream };
  }
  let text = '';
  for await (const part of response as AsyncIterable<string>) text += part;
  // Errors of the protocol come as JSON-RPC under an HTTP status; those of the server itself in its envelope.
  if (status < 400 && type.startsWith('application/json') && text.includes('"jsonrpc"')) {
    message(text, false);
    return { status, text: '' };
  }
  return { status, text };
}
