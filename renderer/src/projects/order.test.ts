/** Which projects are listed, and in which order. */
import { expect, test } from 'vitest';
import type { Project } from '../../../contract/index.ts';
import { listed } from './order.ts';

function project(name: string, used: string, created: string, description = ''): Project {
  const counts = { document_count: 0, memory_count: 0, conversation_count: 0, entry_count: 0 };
  return {
    id: `prj_${name}`,
    name,
    description,
    status: 'active',
    ...counts,
    last_activity_at: used,
    created_at: created,
    updated_at: used,
  };
}

const all = [
  project('House', '2', '3', 'Boiler and roof'),
  project('Atlas', '1', '2'),
  project('novel', '3', '1'),
];
const names = (...rest: [typed: string, order: 'used' | 'name' | 'created']) =>
  listed(all, ...rest).map(({ name }) => name);

test('orders', () => {
  expect(names('', 'used')).toEqual(['novel', 'House', 'Atlas']);
  expect(names('', 'created')).toEqual(['House', 'Atlas', 'novel']);
  expect(names('', 'name')[0]).toBe('Atlas');
});

test('letters of the name or the description, in any case', () => {
  expect(names(' NOV', 'used')).toEqual(['novel']);
  expect(names('boiler', 'used')).toEqual(['House']);
  expect(names('zebra', 'used')).toEqual([]);
});
