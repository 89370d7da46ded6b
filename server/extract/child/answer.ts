/** One extraction inside the child: input to bytes, bytes to pieces, pieces to lines of output. */
import { Console } from 'node:console';
import { once } from 'node:events';
import process from 'node:process';
import type { Piece } from '../extract.ts';
import { createPieceCutter } from '../pieces.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import type { Answer, Header } from '../wire.ts';
import { loadUsualReaders, readDocument, type ReadContext } from './read.ts';

/** Reads all input, answers, and lets the process end by itself. */
export async function answerOnce(): Promise<void> {
  // Packages print to the console; standard output is the answer's alone.
  globalThis.console = new Console(process.stderr, process.stderr);
  try {
    // Started ahead of its file, the process uses the time; a file that is there already comes first.
    const ahead = setTimeout(() => void loadUsualReaders(), idleMs);
    process.stdin.once('readable', () => clearTimeout(ahead));
    const { header, bytes } = await readInput();
    const { recognitionFolder } = header;
    const { blocks, ...about } = await readDocument(bytes, header.name, { ...context, recognitionFolder });
    const cutter = createPieceCutter();
    let count = 0;
    for await (const block of blocks) count += await sayPieces(cutter.add(block));
    count += await sayPieces(cutter.end());
    if (count === 0) throw new Unreadable('empty', reasons.noText);
    await say({ type: 'okay', ...about });
  } catch (error) {
    await say(failure(error));
  }
}

const idleMs = 50;

/** Five seconds a page, on a slow computer, stay within the time for recognition. */
const maxRecognizedPages = 60;

const context: ReadContext = {
  maxRecognizedPages,
  // Recognition leaves the process no time to write, so that the word must be out before.
  recognizing: () =>
    new Promise((done) => {
      process.stdout.write(lineOf({ type: 'recognizing' }), () => done());
    }),
};

async function readInput(): Promise<{ header: Header; bytes: Uint8Array<ArrayBuffer> }> {
  let head = Buffer.alloc(0);
  let header: Header | undefined;
  let bytes = new Uint8Array(0);
  let size = 0;
  const add = (chunk: Uint8Array): void => {
    // The size is the sender's word: a longer file still fits, a shorter one is cut below.
    if (size + chunk.byteLength > bytes.byteLength) bytes = grown(bytes, size + chunk.byteLength);
    bytes.set(chunk, size);
    size += chunk.byteLength;
  };
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    if (header !== undefined) {
      add(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(10);
    if (end === -1) continue;
    header = JSON.parse(head.toString('utf8', 0, end)) as Header;
    bytes = new Uint8Array(header.size);
    add(head.subarray(end + 1));
  }
  if (header === undefined) throw new Error('There was no header.');
  return { header, bytes: bytes.subarray(0, size) };
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.byteLength * 2));
  larger.set(bytes);
  return larger;
}

async function sayPieces(pieces: readonly Piece[]): Promise<number> {
  for (const piece of pieces) await say({ type: 'piece', ...piece });
  return pieces.length;
}

async function say(answer: Answer): Promise<void> {
  if (!process.stdout.write(lineOf(answer))) await once(process.stdout, 'drain');
}

function lineOf(answer: Answer): string {
  return `${JSON.stringify(answer)}\n`;
}

function failure(error: unknown): Answer {
  if (error instanceof Unreadable) return { type: 'failure', code: error.code, reason: error.message };
  if (
    error instanceof RangeError &&
    /allocation failed|invalid (string|array|typed array) length/i.test(error.message)
  )
    return { type: 'failure', code: 'too_much_memory', reason: reasons.tooMuchMemory };
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    const reason = 'This file is nested too deeply to be read. Save it in a simpler form and upload that.';
    return { type: 'failure', code: 'damaged', reason };
  }
  return { type: 'failure', code: 'crashed', reason: reasons.crashed };
}
