/** The child process that reads one file: a line of JSON and the bytes on standard input, one line of JSON on standard output. */
import { goOffline } from './offline.ts';

goOffline();

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const input = Buffer.concat(chunks);
const end = input.indexOf('\n');
const { name } = JSON.parse(input.subarray(0, end).toString()) as { name: string };
const { readFileContent } = await import('./read.ts');
const extraction = await readFileContent(input.subarray(end + 1), name);
// Libraries may still hold timers; the answer is all that is wanted.
process.stdout.write(`${JSON.stringify(extraction)}\n`, () => process.exit(0));
