/** Bytes changed at random: a reader finds the file readable or says what is wrong, and never fails unforeseen. */
import { expect, test } from 'vitest';
import { readDocument } from '../child/read.ts';
import { sample } from '../fixtures.suite.ts';
import { Unreadable } from '../unreadable.ts';

const context = { maxRecognizedPages: 1, recognizing: () => Promise.resolve() };

/** A linear congruential generator: the same numbers at every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function spoilt(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes; change++)
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
}

test.each([
  'harbour.xlsx',
  'harbour.ods',
  'harbour.xls',
  'harbour.xlsb',
  'ferry-pandoc.pptx',
  'ferry.odp',
  'lanterns-pandoc.odt',
  'lanterns-libreoffice.rtf',
  'lanterns.epub',
  'lanterns.doc',
  'pier.eml',
])('%s', async (name) => {
  const random = numbers(7);
  const unforeseen: unknown[] = [];
  for (let round = 0; round < 30; round++) {
    const fault = await faultOf(spoilt(sample(name), random), name);
    if (fault !== undefined && !(fault instanceof Unreadable)) unforeseen.push(fault);
  }
  expect(unforeseen).toEqual([]);
});

/** What reading all of the file throws. */
async function faultOf(bytes: Buffer, name: string): Promise<unknown> {
  try {
    const { blocks } = await readDocument(bytes, name, context);
    for await (const block of blocks) if (block.text === undefined) return new Error('A block without text.');
    return undefined;
  } catch (error) {
    return error;
  }
}
