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
  /** Handles a request by a conversation of its own, where nothing of another request is needed. */
  alone(request: IncomingMessage, response: ServerResponse, message: Message | undefined): Promise<void>;
  /** Handles a request of a client that is being translated. @returns whether it was one */
  take(request: IncomingMessage, response: ServerResponse, message: Message | undefined): Promise<boolean>;
  /** Tries what the server refused in translation. @returns false, with nothing answered, when that does not help */
  open(era: 'modern' | 'legacy', message: Request, response: ServerResponse): Promise<boolean>;
  /** Begins a session of an older client that its server can only be told of later. */
  begin(initialize: Request, response: ServerResponse): Promise<void>;
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

  /** Keeps an older client's conversation. @returns the header by which it comes back to it */
  function kept(conversation: Conversation): Record<string, string> {
    const id = prefix + randomUUID();
    sessions.set(id, conversation);
    return { 'mcp-session-id': id };
  }

  async function end(id: string, response: ServerResponse): Promise<void> {
    await sessions.get(id)?.forwarder.close();
    sessions.delete(id);
    response.writeHead(200).end();
  }

  return {
    async alone(request, response, message) {
      const isPost = request.method === 'POST';
      if (isPost && message !== undefined) return converse(newConversation(), message, response);
      response.writeHead(isPost ? 400 : 405).end();
    },
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
    async open(era, message, response) {
      const conversation = newConversation();
      const answers = await answersOf(conversation, message);
      if (!conversation.forwarder.isTranslating()) return false;
      if (era === 'modern') modern = conversation;
      const writer = createWriter(message, response, era === 'modern' ? {} : kept(conversation));
      for (const answer of answers) writer(answer);
      return true;
    },
    async begin(message, response) {
      const conversation = newConversation();
      const answers = await answersOf(conversation, message);
      const writer = createWriter(message, response, kept(conversation));
      for (const answer of answers) writer(answer);
    },
    async close() {
      const all = [...sessions.values(), ...(modern === undefined ? [] : [modern])];
      await Promise.all(all.map(({ forwarder }) => forwarder.close()));
    },
  };
}

async function answersOf({ forwarder }: Conversation, message: Request): Promise<(string | object)[]> {
  const answers: (string | object)[] = [];
  await forwarder.receive(message, undefined, (answer) => answers.push(answer)).done;
  return answers;
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
