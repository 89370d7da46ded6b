/** Clients of the loopback address whose server speaks another era: their sessions, and how answers reach them. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Forwarder } from '../forwarder.ts';
import {
  errorAnswer,
  isRequest,
  ownRevision,
  parseMessage,
  serverError,
  isResponse,
  type Message,
  type Request,
  type Send,
} from '../messages.ts';

export interface Translations {
  /** Handles a request of a client that is being translated. @returns whether it was one */
  take(request: IncomingMessage, response: ServerResponse, message: Message | undefined): Promise<boolean>;
  /** Tries what the server refused in translation. @returns false, with nothing answered, when that does not help */
  open(
    era: 'modern' | 'legacy',
    message: Request,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean>;
  close(): Promise<void>;
}

interface Conversation {
  readonly forwarder: Forwarder;
  /** The client's stream for what belongs to no request, while it is open. */
  stream: ServerResponse | undefined;
}

const prefix = 'keepsake-bridge-';

export function createTranslations(openForwarder: (send: Send) => Forwarder): Translations {
  const sessions = new Map<string, Conversation>();
  /** One for all modern clients, since each of their requests says everything itself. */
  let modern: Conversation | undefined;

  function newConversation(): Conversation {
    const conversation: Conversation = {
      stream: undefined,
      forwarder: openForwarder((message) => conversation.stream?.write(eventOf(message))),
    };
    return conversation;
  }

  function sessionOf(request: IncomingMessage): string | undefined {
    const id = request.headers['mcp-session-id'];
    return typeof id === 'string' && id.startsWith(prefix) ? id : undefined;
  }

  async function end(id: string, response: ServerResponse): Promise<void> {
    await sessions.get(id)?.forwarder.close();
    sessions.delete(id);
    response.writeHead(200).end();
  }

  return {
    async take(request, response, message) {
      const id = sessionOf(request);
      const isModern =
        message !== undefined && (ownRevision(message) !== undefined || message.method === 'server/discover');
      const conversation = id === undefined ? (isModern ? modern : undefined) : sessions.get(id);
      if (conversation === undefined) {
        if (id === undefined) return false;
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(errorAnswer(message?.id, serverError, 'This session is over. Begin a new one.')),
        );
      } else if (request.method === 'DELETE' && id !== undefined) await end(id, response);
      else if (request.method === 'GET') openStream(conversation, response);
      else if (message !== undefined) await converse(conversation, message, response);
      else response.writeHead(400).end();
      return true;
    },
    async open(era, message, _request, response) {
      const conversation = newConversation();
      const answers: (string | object)[] = [];
      await conversation.forwarder.receive(message, undefined, (answer) => answers.push(answer)).done;
      if (!conversation.forwarder.isTranslating()) return false;
      const headers: Record<string, string> = {};
      if (era === 'modern') modern = conversation;
      else {
        const id = prefix + randomUUID();
        sessions.set(id, conversation);
        headers['mcp-session-id'] = id;
      }
      const writer = createWriter(message, response, headers);
      for (const answer of answers) writer(answer);
      return true;
    },
    async close() {
      const all = [...sessions.values(), ...(modern === undefined ? [] : [modern])];
      await Promise.all(all.map(({ forwarder }) => forwarder.close()));
    },
  };
}

async function converse(
  { forwarder }: Conversation,
  message: Message,
  response: ServerResponse,
): Promise<void> {
  if (!isRequest(message)) {
    forwarder.receive(message);
    response.writeHead(202).end();
    return;
  }
  const receipt = forwarder.receive(message, undefined, createWriter(message, response));
  response.once('close', () => receipt.cancel());
  await receipt.done;
  if (!response.writableEnded) response.end();
}

/** One answer goes as JSON; once something comes before it, all goes as a stream of events. */
function createWriter(
  request: Request,
  response: ServerResponse,
  headers: Record<string, string> = {},
): Send {
  return (message) => {
    const parsed = typeof message === 'string' ? parseMessage(message) : (message as Message);
    const final = parsed !== undefined && isResponse(parsed) && parsed.id === request.id;
    if (final && !response.headersSent) {
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(textOf(message));
      return;
    }
    if (!response.headersSent) response.writeHead(200, { ...streamHeaders, ...headers });
    response.write(eventOf(message));
    if (final) response.end();
  };
}

const streamHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

function openStream(conversation: Conversation, response: ServerResponse): void {
  response.writeHead(200, streamHeaders).flushHeaders();
  conversation.stream?.end();
  conversation.stream = response;
  response.once('close', () => {
    if (conversation.stream === response) conversation.stream = undefined;
  });
}

function eventOf(message: string | object): string {
  return `data: ${textOf(message).replaceAll('\n', '')}\n\n`;
}

function textOf(message: string | object): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}
