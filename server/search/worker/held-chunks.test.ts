/** What a merge has at hand of its segments while it reads them at different speeds. */
import { expect, test } from 'vitest';
import { holdChunks } from './held-chunks.ts';

const chunkBytes = 1 << 20;

/** A project whose chunks are as long as stored ones. */
function project() {
  const read: string[] = [];
  return {
    read,
    chunks(segment: string, numbers: readonly number[]) {
      read.push(...numbers.map((number) => `${segment}/${number}`));
      const chunk = () => new Uint8Array(new SharedArrayBuffer(chunkBytes));
      return Promise.resolve(numbers.map((number) => [number, chunk()] as const));
    },
    dropChunks: () => [],
  };
}

test('a chunk that a small segment is still read from stays while a large one goes by', async () => {
  const source = project();
  const held = holdChunks(source);
  await held.fetch('small', [0]);
  for (let number = 0; number < 100; number++) {
    await held.fetch('large', [number]);
    expect(held.chunk('large', number)).toBeDefined();
    expect(held.chunk('small', 0)).toBeDefined();
  }
  expect(source.read.filter((key) => key === 'small/0')).toHaveLength(1);
});

test('what was read longest ago is let go of', async () => {
  const held = holdChunks(project());
  for (let number = 0; number < 100; number++) await held.fetch('large', [number]);
  const kept = Array.from({ length: 100 }, (_, number) => held.chunk('large', number));
  expect(kept.filter((chunk) => chunk !== undefined)).toHaveLength(32);
  expect(kept[0]).toBeUndefined();
});
