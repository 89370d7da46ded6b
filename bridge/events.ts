/** Server-sent events, as MCP answers arrive in them. */

export interface EventStream {
  /** The id of the last event that had one, to resume after it. */
  lastEventId: string | undefined;
  /** How long the server wants a client to wait before it connects again. */
  retryMs: number | undefined;
}

/** Calls `message` with the `data` of each event (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6). */
export async function readEvents(
  parts: AsyncIterable<string> | Iterable<string>,
  stream: EventStream,
  message: (text: string) => void,
): Promise<void> {
  let held = '';
  let data: string[] = [];
  for await (const part of parts) {
    const lines = (held + part).split(/\r\n|\n|\r(?!$)/);
    held = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') readField(line);
      else {
        if (data.length > 0 && data.join('\n') !== '') message(data.join('\n'));
        data = [];
      }
    }
  }

  function readField(line: string): void {
    const [field, value] = fieldOf(line);
    if (field === 'data') data.push(value);
    else if (field === 'id') stream.lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) stream.retryMs = Number(value);
  }
}

function fieldOf(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
