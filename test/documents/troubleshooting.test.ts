/** docs/troubleshooting.md: every symptom has its parts, and names a test that is there. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const [, ...sections] = readFileSync(new URL('docs/troubleshooting.md', root), 'utf8').split(/^## /m);
const parts = ['Seen', 'Cause', 'Doctor', 'Remedy', 'Test'];

test.each(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]))('%s', (_title, section) => {
  expect([...section.matchAll(/^- \*\*(\w+)\*\*: \S/gm)].map(([, part]) => part)).toEqual(parts);
  const [, named = ''] = section.split('**Test**:');
  const tests = [...named.matchAll(/`([^`]+)`\s+"([^"]+)"/g)];
  expect(tests.length).toBeGreaterThan(0);
  for (const [, file = '', name = ''] of tests)
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(`'${name}'`);
});

test('there are as many symptoms as people meet', () => {
  expect(sections.length).toBeGreaterThanOrEqual(10);
});
