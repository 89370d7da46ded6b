/** What a clash shows: titles, the fields that differ, and values inside values. */
import { expect, it } from 'vitest';
import type { SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { fieldsOf, titleOf, writableOf } from './clash.ts';

const side = (payload: { readonly [name: string]: string | object | number }, status = 'active') => ({
  revision: 'rev_1',
  status,
  payload: payload as never,
  time: '2026-01-01T00:00:00Z',
  written_by: { type: 'owner' as const },
});

function clash(given: Partial<SyncClash>): SyncClash {
  return {
    id: 'cla_1',
    project_id: 'prj_1',
    status: 'open',
    kind: 'memory',
    record_id: 'mem_1',
    fields: ['content'],
    base: null,
    current: null,
    other: null,
    created_at: '',
    updated_at: '',
    ...given,
  };
}

it('shows the fields where a memory parts, with what they came from', () => {
  const one = clash({
    fields: ['content', 'name'],
    base: side({ name: 'Bread', content: 'Rye.' }),
    current: side({ name: 'Bread', content: 'Spelt.' }),
    other: side({ name: 'Bread', content: 'Oats.' }),
  });
  expect(titleOf(one)).toBe('Bread');
  expect(fieldsOf(one)).toEqual([{ name: 'content', base: 'Rye.', current: 'Spelt.', other: 'Oats.' }]);
  expect(writableOf(one)).toBe('Spelt.');
});

it('finds members of an entry’s value, also where names hold dots', () => {
  const value = (of: object) => side({ namespace: 'app', key: 'settings', value: of });
  const one = clash({
    kind: 'entry',
    fields: ['value.most', 'value.a.b.c'],
    current: value({ most: 1, 'a.b': { c: 'x' } }),
    other: value({ most: 2 }),
  });
  expect(titleOf(one)).toBe('app/settings');
  expect(fieldsOf(one)).toEqual([
    { name: 'value.most', base: undefined, current: '1', other: '2' },
    { name: 'value.a.b.c', base: undefined, current: 'x', other: '' },
  ]);
});

it('shows a deletion against an edit, and what is left when a side is not kept', () => {
  const one = clash({
    fields: [],
    current: side({ name: 'Bread', content: 'Rye.' }),
    other: side({ name: 'Bread', content: 'Rye.' }, 'deleted'),
  });
  expect(fieldsOf(one)).toEqual([{ name: 'status', base: undefined, current: 'active', other: 'deleted' }]);
  expect(titleOf(clash({ other: null }))).toBe('mem_1');
  expect(fieldsOf(clash({ current: side({ content: 'Rye.' }) }))).toEqual([
    { name: 'content', base: undefined, current: 'Rye.', other: '' },
  ]);
});
