/** What of a server's answer has to be different for the client: results that are too large, and that they can be read. */
import {
  complete,
  errorAnswer,
  isModern,
  resultAnswer,
  parseMessage,
  serverError,
  type Message,
  type Request,
  type Result,
  type Send,
} from './messages.ts';
import type { Oversize } from './oversize.ts';

/** Loaded at the first large result. */
export type OpenOversize = () => Promise<Oversize>;

export interface Shaped {
  /** Takes what comes for the request. */
  readonly take: Send;
  /** Resolves when all of it is passed on. */
  done(): Promise<void>;
}

/** Below this many characters of JSON, no result is too large in any script. */
const surelySmall = 10_000;
const notPassedOn =
  'INTERNAL: The call took effect, but its result is too large and could not be kept to be read in pieces. Ask for less at a time.';
const methodNotFound = -32_601;
const lists: Readonly<Record<string, string>> = {
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
};

/** Whether the bridge itself has to answer, since it made the address. */
export function isReadOfKept({ method, params }: Message): boolean {
  return method === 'resources/read' && String(params?.uri).startsWith('keepsake-result:');
}

export function shapeAnswers(message: Request, reply: Send, open: OpenOversize): Shaped {
  let under: Promise<void> | undefined;
  const { method } = message;
  async function link(got: string | object, answer: Message, result: Result): Promise<void> {
    const oversize = await open();
    const linked = await (method === 'tools/call' ? oversize.link(result) : oversize.cut(result));
    reply(linked === result ? got : { ...answer, result: linked });
  }
  return {
    take(got) {
      if (method === 'initialize' || method === 'server/discover') return reply(withResources(got));
      if (lists[method] !== undefined) return reply(emptyWhereUnknown(message, got));
      if (!isLong(message, got)) return reply(got);
      const answer = messageOf(got);
      if (answer?.result === undefined) return reply(got);
      under = link(got, answer, answer.result).catch(() =>
        reply(errorAnswer(message.id, serverError, notPassedOn)),
      );
    },
    done: async () => under,
  };
}

function isLong({ method }: Request, got: string | object): boolean {
  if (method !== 'tools/call' && method !== 'resources/read') return false;
  return typeof got !== 'string' || got.length >= surelySmall;
}

function messageOf(got: string | object): Message | undefined {
  return typeof got === 'string' ? parseMessage(got) : (got as Message);
}

/** Clients read resources only of those that say they have any. */
function withResources(got: string | object): string | object {
  const answer = messageOf(got);
  const capabilities = answer?.result?.['capabilities'];
  if (typeof capabilities !== 'object' || capabilities === null || 'resources' in capabilities) return got;
  return { ...answer, result: { ...answer?.result, capabilities: { ...capabilities, resources: {} } } };
}

/** A server without resources knows nothing of their lists. */
function emptyWhereUnknown(request: Request, got: string | object): string | object {
  if (messageOf(got)?.error?.code !== methodNotFound) return got;
  const none = { [lists[request.method] ?? 'resources']: [] };
  return resultAnswer(request.id, isModern(request) ? { ...none, ...complete } : none);
}
