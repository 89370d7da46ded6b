/** Small normal files that people add meanwhile, and how long each takes to be indexed. */
import { setTimeout as delay } from 'node:timers/promises';
import { documentXml, docxOf } from '../../../server/extract/zips.suite.ts';
import type { HostileFile } from './file.ts';
import type { Intake } from './intake.ts';

export interface Times {
  median: number;
  p95: number;
  count: number;
  /** Files that were not indexed. */
  failed: number;
}

export interface Added {
  /** Milliseconds until each file was indexed. */
  times: readonly number[];
  failed: number;
}

const pauseMs = 100;

/** One after the other until `isOver`. */
export async function addNeighbours(
  intake: Intake,
  name: string,
  isOver: (count: number) => boolean,
): Promise<Added> {
  const times: number[] = [];
  let failed = 0;
  while (!isOver(times.length)) {
    const { document, ms } = await intake.add(normalFile(`${name}-${times.length}`, times.length));
    times.push(ms);
    if (document.status !== 'okay') failed += 1;
    await delay(pauseMs);
  }
  return { times, failed };
}

export function timesOf(added: readonly Added[]): Times {
  const times = added.flatMap((one) => one.times).toSorted((a, b) => a - b);
  const failed = added.reduce((sum, one) => sum + one.failed, 0);
  const at = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? 0);
  return { median: at(0.5), p95: at(0.95), count: times.length, failed };
}

function normalFile(name: string, number: number): HostileFile {
  const sentence = `The lighthouse keeper ${name} wrote down ${number * 37} ships before breakfast.`;
  const kinds: readonly HostileFile[] = [
    { name: `${name}.txt`, bytes: Buffer.from(sentence) },
    { name: `${name}.md`, bytes: Buffer.from(`# Ships\n\n${sentence}\n\n- one\n- two\n`) },
    { name: `${name}.csv`, bytes: Buffer.from(`ship,keeper\n${number},"${sentence}"\n`) },
    { name: `${name}.html`, bytes: Buffer.from(`<html><h1>Ships</h1><p>${sentence}</p></html>`) },
    {
      name: `${name}.docx`,
      bytes: docxOf({
        name: 'word/document.xml',
        content: documentXml(`<w:p><w:r><w:t>${sentence}</w:t></w:r></w:p>`),
      }),
    },
  ];
  return kinds[number % kinds.length]!;
}
