/** Takes a secret from the person: never from an argument, which every process of the computer can read. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { KeepsakeError } from '../contract/index.ts';

/** Asked at a terminal without showing it, else the first line of standard input. @throws KeepsakeError VALIDATION_ERROR */
export async function readSecret(question: string): Promise<string> {
  const { isTTY } = process.stdin;
  if (isTTY) process.stderr.write(`${question}: `);
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: process.stdin, output: hidden, terminal: isTTY });
  try {
    for await (const line of input) if (line.trim() !== '') return line.trim();
  } finally {
    input.close();
    if (isTTY) process.stderr.write('\n');
  }
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `Standard input holds no secret (${question}). Write it there as one line, or run this at a terminal.`,
  );
}
