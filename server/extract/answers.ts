/** Collects the lines that an extractor process answers with, within a limit and only of the agreed shape. */
import type { Extraction, Piece, Place } from './extract.ts';
import { failed, reasons, type Failed } from './unreadable.ts';
import { answerSchema, type Answer } from './wire.ts';

export interface AnswerReader {
  /** Takes a chunk of output; the answer is why to stop reading, if there is a reason. */
  read(chunk: Uint8Array): Failed | undefined;
  /** What the child said in the end; undefined when it ended without a last word. */
  extraction(): Extraction | undefined;
}

/** `recognizing` is called when the child says that it goes on to read pictures. */
export function createAnswerReader(
  maxBytes: number,
  recognizing: () => void = () => undefined,
): AnswerReader {
  const decoder = new TextDecoder();
  const pieces: Piece[] = [];
  let last: Exclude<Answer, { type: 'piece' | 'recognizing' }> | undefined;
  let bytes = 0;
  let rest = '';

  function take(line: string): void {
    if (last !== undefined) throw new Error('nothing follows the last word');
    const answer = answerSchema.parse(JSON.parse(line));
    if (answer.type === 'piece') {
      const { text, place, box } = answer;
      pieces.push({ text, place: place as Place, ...(box && { box }) });
    } else if (answer.type === 'recognizing') recognizing();
    else last = answer;
  }

  return {
    read(chunk) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return failed('too_large', reasons.outputTooLarge(maxBytes));
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      try {
        for (const line of lines) take(line);
        return undefined;
      } catch {
        return failed('crashed', reasons.crashed);
      }
    },
    extraction() {
      if (last === undefined || rest !== '') return undefined;
      if (last.type === 'failure') return failed(last.code, last.reason);
      const { mediaType, title, pages } = last;
      const known = { ...(title === undefined ? {} : { title }), ...(pages === undefined ? {} : { pages }) };
      return { state: 'okay', mediaType, ...known, pieces };
    },
  };
}
