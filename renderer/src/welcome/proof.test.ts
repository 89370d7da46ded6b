/** A client has proven itself when it wrote and recalled; the owner's own doings prove nothing. */
import { expect, test } from 'vitest';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import { proofIn } from './proof.ts';

let events = 0;

function event(kind: 'read' | 'write', key: string | undefined, time: string): ActivityEvent {
  const author =
    key === undefined
      ? { type: 'owner' as const }
      : { type: 'key' as const, key_id: key, name: `Key ${key}`, client: `Client ${key}` };
  return { id: `${events++}`, time, kind, action: 'search', author, project_ids: [], records: [], count: 0 };
}

test('nothing is proven while only the owner writes and reads', () => {
  expect(proofIn([event('read', undefined, '2'), event('write', undefined, '1')])).toBeUndefined();
});

test('one that wrote and recalled counts before one that only did the newest thing', () => {
  const found = proofIn([event('read', 'b', '9'), event('read', 'a', '3'), event('write', 'a', '2')]);
  expect(found).toEqual({ client: 'Client a', wroteAt: '2', recalledAt: '3' });
});

test('what is missing is not there', () => {
  expect(proofIn([event('write', 'a', '2')])).toEqual({ client: 'Client a', wroteAt: '2' });
});
