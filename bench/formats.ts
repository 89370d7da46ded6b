/**
 * What is read of every sample document, whether it is cited where it stands, and how long that takes (the median of
 * `--runs`, each in a process of its own). Prints the table of docs/formats.md.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Extraction } from '../server/extract/extract.ts';
import { createExtractor } from '../server/extract/index.ts';
import { expectations, type Expectation } from './formats/expectations.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Math.max(1, Number(values.runs));
const extractor = createExtractor();

async function read(file: string): Promise<{ extraction: Extraction; ms: number }> {
  const bytes = readFileSync(new URL(`../test/documents/${file}`, import.meta.url));
  async function* content(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield bytes;
  }
  const started = performance.now();
  const extraction = await extractor.extract({ content: content(), size: bytes.length, name: file });
  return { extraction, ms: performance.now() - started };
}

/** How many of the expected sentences were found, and how many of those in exactly their place. */
function found(extraction: Extraction, { sentences }: Expectation): { read: number; exact: number } {
  let read = 0;
  let exact = 0;
  for (const [sentence, place] of sentences) {
    const pieces = extraction.state === 'okay' ? extraction.pieces : [];
    const piece = pieces.find(({ text }) => text.includes(sentence));
    if (piece === undefined) continue;
    read += 1;
    if (isDeepStrictEqual(piece.place, place)) exact += 1;
  }
  return { read, exact };
}

console.log(
  '| format | sample | written by | sentences read | place exact | ms |\n|---|---|---|---|---|---|',
);
let failed = false;
for (const expectation of expectations) {
  const { format, file, program, sentences } = expectation;
  const times: number[] = [];
  let counts = { read: 0, exact: 0 };
  for (let run = 0; run < runs; run++) {
    const { extraction, ms } = await read(file);
    times.push(ms);
    counts = found(extraction, expectation);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
  const all = sentences.length;
  failed ||= counts.exact < all;
  console.log(
    `| ${format} | \`${file}\` | ${program} | ${counts.read} of ${all} | ${counts.exact} of ${all} | ${Math.round(median)} |`,
  );
}
await extractor.close();
if (failed) process.exitCode = 1;
