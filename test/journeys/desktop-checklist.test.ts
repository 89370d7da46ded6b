/** What docs/security.md says of the app is about what exists: every channel, the number of calls, every test it names. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemas } from '../../electron/ipc/schemas.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const text = await readFile(at('docs/security.md'), 'utf8');
const section = text.slice(text.indexOf("## The desktop app: Electron's security checklist"));
const rows = section.split('\n').filter((line) => line.startsWith('| ') && !/proven by/.test(line));
const inTicks = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const cellsOf = (row: string) => row.split('|').map((cell) => cell.trim());

it('every channel of the page stands in the table, and no other', () => {
  const told = rows.flatMap((row) => inTicks(cellsOf(row)[1] ?? ''));
  expect(told.toSorted()).toEqual(Object.keys(schemas).toSorted());
  expect(section).toContain(`each of the ${Object.keys(schemas).length} calls`);
});

it('every row names a test that is there, or says that there is none and why', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const proof = cellsOf(row).at(-2) ?? '';
    const tests = inTicks(proof).filter((name) => name.endsWith('.test.ts'));
    const missing = tests.filter(
      (name) => !existsSync(at(name.startsWith('test/') ? name : `electron/${name}`)),
    );
    expect([row, missing]).toEqual([row, []]);
    expect([row, tests.length > 0 || /not yet proven|the same|not a test/.test(proof)]).toEqual([row, true]);
  }
});
