/** Lines of JSON on standard input and output. */
import type { Readable, Writable } from 'node:stream';

/** Longest line taken; a longer one is refused and skipped, and the next line is read as usual. */
export const maxLineBytes = 64 * 1024 * 1024;

export interface LineHandlers {
  line: (text: string) => void;
  tooLong: () => void;
  end: () => void;
}

/** Calls `line` for each line of input that is not blank. */
export function readLines(input: Readable, { line, tooLong, end }: LineHandlers, limit = maxLineBytes): void {
  let held: Buffer[] = [];
  let size = 0;
  input.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at));
      finish();
      from = at + 1;
    }
    take(chunk.subarray(from));
  });
  input.on('end', () => {
    finish();
    end();
  });
  input.on('error', end);

  function take(part: Buffer): void {
    size += part.byteLength;
    if (size > limit) held = [];
    else if (part.byteLength > 0) held.push(part);
  }

  function finish(): void {
    const text = Buffer.concat(held).toString().trim();
    if (size > limit) tooLong();
    else if (text !== '') line(text);
    held = [];
    size = 0;
  }
}

/** Writes one message as a line. The text of an answer may come as it arrived, without being parsed. */
export function writeLine(output: Writable, message: string | object): void {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  // An answer that was laid out over several lines would break the protocol, so its line ends go.
  output.write(`${text.includes('\n') ? JSON.stringify(JSON.parse(text)) : text}\n`);
}
