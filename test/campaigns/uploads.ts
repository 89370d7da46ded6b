/**
 * Interrupts the upload of one file again and again: connections cut, the server killed, the sender killed, bytes
 * changed on their way. `--interruptions N` (200), `--corruptions N` (40), `--megabytes N` (300), `--s3` for a server that
 * keeps its blobs in an object store; ends with a line of JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { s3Environment, startObjectStore } from '../harness/s3.ts';
import { endWithGoals } from './result.ts';
import { runUploads } from './uploads/run.ts';

const { values } = parseArgs({
  options: {
    interruptions: { type: 'string', default: '200' },
    corruptions: { type: 'string', default: '40' },
    megabytes: { type: 'string', default: '300' },
    s3: { type: 'boolean', default: false },
  },
});
const [interruptions, corruptions] = [Number(values.interruptions), Number(values.corruptions)];
const bytes = Number(values.megabytes) * 1_048_576;
// Each interruption has a piece of its own to hit, and some are left to go by in peace.
const pieceBytes = Math.min(4 * 1_048_576, Math.floor(bytes / ((interruptions + corruptions) * 1.2 + 2)));

const folder = mkdtempSync(join(tmpdir(), 'keepsake-uploads-'));
const objects = values.s3 ? await startObjectStore() : undefined;
Object.assign(process.env, objects === undefined ? {} : s3Environment);
try {
  const started = performance.now();
  const report = (line: string): void => console.log(line);
  const elsewhere = objects && { blobs: objects.location(), bytes: () => objects.bytes() };
  const work = { folder, bytes, pieceBytes, interruptions, corruptions, report };
  const done = await runUploads(elsewhere === undefined ? work : { ...work, elsewhere });
  const { mostAgain, corruptedTaken, isSame, visibleEarly, bytesKept } = done;
  endWithGoals(
    'uploads',
    {
      megabytes: bytes / 1_048_576,
      piece_kilobytes: Math.round(pieceBytes / 1024),
      interruptions: done.interruptions,
      pieces_sent_again: done.again,
      bytes_on_disk_per_byte: Number(bytesKept.toFixed(4)),
      seconds: Math.round((performance.now() - started) / 1_000),
    },
    [
      { name: 'the file is the same at the end', value: isSame ? 1 : 0, goal: 1, met: isSame },
      {
        name: 'most pieces sent again after one interruption',
        value: mostAgain,
        goal: '≤ 1',
        met: mostAgain <= 1,
      },
      { name: 'changed pieces taken', value: corruptedTaken, goal: 0, met: corruptedTaken === 0 },
      { name: 'times it was visible before its end', value: visibleEarly, goal: 0, met: visibleEarly === 0 },
      { name: 'bytes on disk per byte', value: bytesKept, goal: '≤ 1.01', met: bytesKept <= 1.01 },
    ],
  );
} finally {
  await objects?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
