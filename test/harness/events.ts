/** Reads an event stream as a client does: event by event, until it ends. */

export interface ServerEvent {
  readonly id: string;
  readonly data: unknown;
}

export interface Events {
  /** The next event; undefined once the stream has ended, in whatever way. */
  next(): Promise<ServerEvent | undefined>;
  /** Reads to the end. Answers what came until then. */
  rest(): Promise<ServerEvent[]>;
}

/** @param response an answer of the type `text/event-stream` */
export function eventsOf(response: globalThis.Response): Events {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const waiting: ServerEvent[] = [];
  let text = '';

  async function more(): Promise<boolean> {
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, id = ''] = /^id: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (data !== undefined) waiting.push({ id, data: JSON.parse(data) as unknown });
    }
    return !done;
  }

  async function next(): Promise<ServerEvent | undefined> {
    while (waiting.length === 0) if (!(await more())) break;
    return waiting.shift();
  }

  return {
    next,
    async rest() {
      const all: ServerEvent[] = [];
      for (let event = await next(); event !== undefined; event = await next()) all.push(event);
      return all;
    },
  };
}
