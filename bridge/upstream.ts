/** HTTP to the server: one POST per message, connections kept open, answers as JSON or as a stream of events. */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** Where the endpoint is: a socket of this computer, or a URL. */
export type Target = { readonly socketPath: string } | { readonly url: string };

export interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called with the JSON text of each message, in order. */
  readonly message: (text: string) => void;
}

export interface Answer {
  readonly status: number;
  /** The body, where it was not messages: the text of an error. */
  readonly text: string;
}

export interface Upstream {
  /** @throws whatever the connection throws */
  post(post: Post): Promise<Answer>;
}

/** Connects on the first message, not before. */
export function createUpstream(target: Target): Upstream {
  const { send, base } = sender(target);
  return {
    post: ({ body, headers, signal, message }) =>
      new Promise((resolve, reject) => {
        const all = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
        const request = send({ ...base, method: 'POST', headers: all, signal }, (response) => {
          readAnswer(response, message).then(resolve, reject);
        });
        request.on('error', reject);
        request.end(body);
      }),
  };
}

type Send = (
  options: RequestOptions,
  callback: (response: IncomingMessage) => void,
) => ReturnType<typeof httpRequest>;

function sender(target: Target): { send: Send; base: RequestOptions } {
  const keep = { keepAlive: true, maxSockets: 64 };
  if ('socketPath' in target) {
    return {
      send: httpRequest,
      base: { agent: new HttpAgent(keep), socketPath: target.socketPath, host: 'localhost', path: '/mcp' },
    };
  }
  const { protocol, hostname, port, pathname, search } = new URL(target.url);
  const base = { hostname, port, path: pathname + search };
  if (protocol === 'https:') return { send: httpsRequest, base: { ...base, agent: new HttpsAgent(keep) } };
  return { send: httpRequest, base: { ...base, agent: new HttpAgent(keep) } };
}

async function readAnswer(response: IncomingMessage, message: (text: string) => void): Promise<Answer> {
  const status = response.statusCode ?? 0;
  const type = response.headers['content-type'] ?? '';
  response.setEncoding('utf8');
  if (type.startsWith('text/event-stream')) {
    await readEvents(response, message);
    return { status, text: '' };
  }
  let text = '';
  for await (const part of response as AsyncIterable<string>) text += part;
  // Errors of the protocol come as JSON-RPC under an HTTP status; those of the server itself in its envelope.
  if (type.startsWith('application/json') && text.includes('"jsonrpc"')) {
    message(text);
    return { status, text: '' };
  }
  return { status, text };
}

/** The `data` of each event (https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.6). */
async function readEvents(response: IncomingMessage, message: (text: string) => void): Promise<void> {
  let held = '';
  let data: string[] = [];
  for await (const part of response as AsyncIterable<string>) {
    const lines = (held + part).split(/\r\n|\n|\r(?!$)/);
    held = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 && data.join('\n') !== '') message(data.join('\n'));
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    }
  }
}
