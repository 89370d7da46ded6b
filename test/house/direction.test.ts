/** An import against the direction of the parts is refused twice: by the compiler and by lint. */
import { expect, test } from 'vitest';
import { parts } from '../../scripts/lint/parts.ts';
import { createSkeleton, importOf, type Skeleton, sourcesOf } from './skeleton.ts';

const names = parts.map((part) => part.path);
const forbidden = parts.flatMap((part) =>
  [...names, 'test', 'bench']
    .filter((target) => target !== part.path && !part.may.includes(target))
    .map((target) => ({ from: part.path, target, file: `${sourcesOf(part.path)}/to-${slug(target)}.ts` })),
);

/** The compiler lets a project see what its references refer to; between those, lint alone keeps the direction. */
function isReferenced(from: string, target: string): boolean {
  const may = parts.find((part) => part.path === from)?.may ?? [];
  return may.includes(target) || may.some((next) => isReferenced(next, target));
}

function slug(name: string): string {
  return name.replaceAll('/', '-');
}

function sourceUsing(specifier: string): string {
  return `// Uses a thing.\nimport { thing } from '${specifier}';\nexport const used = thing;\n`;
}

/** The messages about one file. */
function about(file: string, output: string): string {
  return output
    .split('\n')
    .filter((line) => line.replaceAll('\\', '/').includes(file))
    .join('\n');
}

async function writeAllowed(house: Skeleton): Promise<void> {
  for (const part of parts) {
    for (const target of part.may) {
      await house.write(
        `${sourcesOf(part.path)}/may-${slug(target)}.ts`,
        sourceUsing(importOf(part.path, target)),
      );
    }
  }
}

test('every import along the direction compiles and passes lint', async () => {
  await using house = await createSkeleton();
  await writeAllowed(house);
  expect(await house.compile()).toBe('');
  expect(await house.lint()).toBe('');
});

test('the compiler is left out only between layers of the server and from the command line into them', () => {
  const unseen = forbidden
    .filter(({ from, target }) => isReferenced(from, target))
    .map(({ from, target }) => [from, target]);
  const layers = ['server/store', 'server/search', 'server/extract', 'server/embed', 'server/sync/core'];
  expect(unseen).toEqual([
    ['server/sync/core', 'local'],
    ...['server/extract', 'server/embed'].map((layer) => ['server/sync/service', layer]),
    ...['server/search', 'server/extract', 'server/embed'].map((layer) => ['server/sync/engine', layer]),
    ...layers.map((layer) => ['server/faces', layer]),
    ...[...layers, 'server/services', 'server/sync/service', 'server/sync/engine', 'server/faces'].map(
      (layer) => ['cli', layer],
    ),
  ]);
});

test('every import against the direction fails to compile and fails lint', async () => {
  await using house = await createSkeleton();
  for (const { from, target, file } of forbidden)
    await house.write(file, sourceUsing(importOf(from, target)));
  const [compiled, linted] = await Promise.all([house.compile(), house.lint()]);
  expect(forbidden.length).toBeGreaterThan(70);
  for (const { file } of forbidden.filter(({ from, target }) => !isReferenced(from, target))) {
    expect(about(file, compiled), `tsc on ${file}`).toContain('TS6307');
  }
  for (const { file } of forbidden) {
    expect(about(file, linted), `oxlint on ${file}`).toContain('house(direction)');
  }
});

test('a lazy import and a re-export against the direction fail lint too', async () => {
  await using house = await createSkeleton();
  await house.write('bridge/lazy.ts', "// Lazy.\nexport const lazy = () => import('../server/thing.ts');\n");
  await house.write('bridge/again.ts', "// Again.\nexport * from '../server/thing.ts';\n");
  const linted = await house.lint();
  expect(about('bridge/lazy.ts', linted)).toContain('house(direction)');
  expect(about('bridge/again.ts', linted)).toContain('house(direction)');
});

test('the contract and the renderer cannot use Node', async () => {
  await using house = await createSkeleton();
  const reads = "// Reads.\nimport { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
  await house.write('contract/reads.ts', reads);
  await house.write('renderer/src/reads.ts', reads);
  const [compiled, linted] = await Promise.all([house.compile(), house.lint()]);
  for (const file of ['contract/reads.ts', 'renderer/src/reads.ts']) {
    expect(about(file, compiled), `tsc on ${file}`).toMatch(/TS2591|TS2307/);
    expect(about(file, linted), `oxlint on ${file}`).toContain('house(direction)');
  }
});

test('the contract cannot use a package but zod', async () => {
  await using house = await createSkeleton();
  await house.write('contract/pool.ts', "// Pools.\nexport { Pool } from 'undici';\n");
  expect(about('contract/pool.ts', await house.lint())).toContain('house(direction)');
});

test('module mocks, console in a part that runs unseen, and files without an opening sentence fail lint', async () => {
  await using house = await createSkeleton();
  await house.write(
    'server/mocked.test.ts',
    "// Mocks.\nimport { vi } from 'vitest';\nvi.mock('./thing.ts');\n",
  );
  await house.write('bridge/prints.ts', "// Prints.\nconsole.log('x');\n");
  await house.write('cli/silent.ts', 'export const silent = 1;\n');
  const linted = await house.lint();
  expect(about('server/mocked.test.ts', linted)).toContain('house(no-module-mocks)');
  expect(about('bridge/prints.ts', linted)).toContain('no-console');
  expect(about('cli/silent.ts', linted)).toContain('house(opening)');
});
