/** Filters survive the address, and nothing in an address can make a request that the server refuses. */
import { expect, test } from 'vitest';
import { operations } from '../../../contract/index.ts';
import {
  budgetOf,
  isNarrowed,
  readFilters,
  searchInput,
  withoutFilters,
  writeFilters,
  type Filters,
} from './filters.ts';

const all: Filters = {
  keyId: 'key_1',
  project: 'prj_01h455vb4pex5vsknk084sn02q',
  type: 'memory',
  since: 'week',
  author: 'Ada & Co',
  client: 'Claude/Code',
  tag: 'a=b',
  budget: 800,
  scores: true,
};

test('what is written is read again', () => {
  expect(readFilters(writeFilters(all))).toEqual(all);
  expect(writeFilters({})).toBe('');
  expect(readFilters('')).toEqual({});
});

test('nonsense in an address is left out', () => {
  expect(readFilters('type=planet&since=ever&budget=-3&view=x&scores=1')).toEqual({});
  expect(budgetOf('3')).toBe(50);
  expect(budgetOf('9999999')).toBe(25_000);
  expect(budgetOf('many')).toBeUndefined();
  expect(budgetOf('')).toBeUndefined();
});

test('the server understands what it is asked', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  const input = { query: 'rent', ...searchInput(all, now) };
  const parsed = operations.search.input.parse(input);
  expect(parsed).toMatchObject({
    after: '2026-11-14T12:00:00.000Z',
    tags: ['a=b'],
    explain: true,
    token_budget: 800,
  });
});

test('clearing keeps how results are shown', () => {
  expect(isNarrowed(all)).toBe(true);
  expect(withoutFilters(all)).toEqual({ view: undefined, keyId: 'key_1', scores: true });
  expect(isNarrowed(withoutFilters(all))).toBe(false);
});
