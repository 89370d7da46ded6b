/** What a commit did, in words. */
import { i18n } from '@lingui/core';
import { beforeAll, expect, it } from 'vitest';
import { commitInWords } from './commit-words.ts';

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

const you = { type: 'owner' } as const;

const record = (kind: string, version: number, status = 'active') => ({
  kind,
  version,
  status,
  id: 'x',
  revision: 'rev',
});

it('tells what was added, changed and removed of each kind', () => {
  const records = [
    record('memory', 1),
    record('memory', 3),
    record('entry', 2, 'deleted'),
    record('index', 9),
  ];
  expect(commitInWords({ records, author: you })).toBe('Added 1 memory · Changed 1 memory · Removed 1 value');
});

it('tells a restoration, and work that is only the index', () => {
  expect(commitInWords({ records: [record('restoration', 1), record('memory', 4)], author: you })).toBe(
    'Restored the project',
  );
  expect(commitInWords({ records: [record('index', 2)], author: you })).toBe('Kept its index up to date');
  expect(commitInWords({ records: [record('document', 2, 'okay')], author: { type: 'server' } })).toBe(
    'Read 1 document',
  );
});
