/** A model for tests: texts that share words, or words that mean the same, have vectors near to each other. */
import { createHash } from 'node:crypto';

const meanings = [
  ['car', 'automobile', 'vehicle'],
  ['doctor', 'physician'],
  ['boat', 'ship', 'vessel'],
];

/** Each word adds one of the dimensions; words of the same meaning add the same. */
export function bagOfWords(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const meaning = meanings.find((words) => words.includes(word))?.[0] ?? word;
    const at = createHash('sha256').update(meaning).digest().readUInt32LE(0) % dimensions;
    vector[at] = (vector[at] as number) + 1;
  }
  return vector;
}
