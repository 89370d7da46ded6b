/** JSON that is larger than memory: lines of it, and the members of one long array, read one at a time. */
import { KeepsakeError } from '../../../contract/index.ts';

/** Characters of one line or member. */
const longest = 64 * 1024 * 1024;

/** A piece of JSON, or the words of why it is none. */
export type Piece = { readonly value: unknown } | { readonly fault: string };

/** Each line as JSON; empty ones are passed over. */
export async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let rest = '';
  for await (const text of texts(bytes)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw tooLong();
    for (const line of lines) if (line.trim() !== '') yield parse(line);
  }
  if (rest.trim() !== '') yield parse(rest);
}

/** The members of the array that the text is; of an object, the object alone. */
export async function* readJsonArray(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isArray: boolean | undefined;
  let member = '';
  for await (const text of texts(bytes)) {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text[at];
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (code === '\\') isEscaped = true;
        else if (code === '"') isText = false;
        continue;
      }
      if (code === '"') isText = true;
      else if (code === '{' || code === '[') {
        isArray ??= code === '[';
        depth++;
        if (isArray && depth === 1) from = at + 1;
      } else if (code === '}' || code === ']') depth--;
      const ends = isArray === true && ((code === ',' && depth === 1) || (code === ']' && depth === 0));
      if (!ends) continue;
      member += text.slice(from, at);
      if (member.trim() !== '') yield parse(member);
      member = '';
      from = at + 1;
    }
    member += text.slice(from);
    if (member.length > longest) throw tooLong();
  }
  if (member.trim() !== '') yield parse(member);
}

async function* texts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function parse(text: string): Piece {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'it is not JSON' };
  }
}

function tooLong(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The file holds a piece of more than 64 MB, so nothing more is read from it. Look whether it is the right file.',
  );
}
