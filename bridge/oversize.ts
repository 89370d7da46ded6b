/** Results that are larger than clients bear: cut, with a note that says so and what to do. */
import { parseMessage, type Request, type Result } from './messages.ts';

interface Content {
  readonly type?: unknown;
  readonly text?: unknown;
}

const noteBytes = 500;

/** The answer within `limit`; other results than of calls and reads stay whole, since a part of a list would be wrong. */
export function cutResult(request: Request, text: string, limit: number): string | object {
  const message = parseMessage(text);
  const result = message?.result;
  if (message === undefined || result === undefined) return text;
  if (request.method === 'tools/call') return { ...message, result: cutCall(result, text.length, limit) };
  if (request.method === 'resources/read') return { ...message, result: cutRead(result, text.length, limit) };
  return text;
}

/** A result without its structure would break the tool's output schema, unless it is an error; so it says that it is one. */
function cutCall(result: Result, size: number, limit: number): Result {
  const content = Array.isArray(result['content']) ? (result['content'] as Content[]) : [];
  const { structuredContent, ...rest } = result;
  const note = {
    type: 'text',
    text: noteOf(size, limit, 'Ask for less at a time: a narrower query, a lower limit, or a page.'),
  };
  const kept = fitting(content, limit - noteBytes);
  return { ...rest, ...(structuredContent === undefined ? {} : { isError: true }), content: [note, ...kept] };
}

function cutRead(result: Result, size: number, limit: number): Result {
  const contents = Array.isArray(result['contents']) ? (result['contents'] as Content[]) : [];
  const note = noteOf(size, limit, 'Read a smaller resource, or open it outside the AI client.');
  const kept = fitting(contents, limit - noteBytes);
  const { uri } = (contents[0] ?? {}) as { uri?: unknown };
  return { ...result, contents: [{ uri, mimeType: 'text/plain', text: note }, ...kept] };
}

/** Whole parts while they fit, then the beginning of a text. */
function fitting(parts: readonly Content[], limit: number): Content[] {
  const kept: Content[] = [];
  let left = limit;
  for (const part of parts) {
    const size = JSON.stringify(part).length;
    if (size <= left) {
      kept.push(part);
      left -= size;
    } else if (typeof part.text === 'string') {
      kept.push({ ...part, text: beginning(part.text, left / 2) });
      break;
    }
  }
  return kept;
}

/** Never half of a character; half the room is left, since JSON may write a character as two. */
function beginning(text: string, length: number): string {
  return text.slice(0, Math.max(0, length)).replace(/[\uD800-\uDBFF]$/, '');
}

function noteOf(size: number, limit: number, advice: string): string {
  const mb = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `[Cut by the Keepsake bridge: the whole is ${mb(size)}, more than the ${mb(limit)} that clients take safely. ${advice}]`;
}
