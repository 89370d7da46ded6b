/** Which events are one session. */
import { expect, test } from 'vitest';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import { groupSessions } from './sessions.ts';

function event(id: string, minute: number, key_id: string, kind: 'read' | 'write' = 'read'): ActivityEvent {
  const time = new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
  const author = { type: 'key', key_id, client: 'Codex' } as const;
  return { id, time, kind, action: 'search', author, project_ids: [`prj_${key_id}`], records: [], count: 0 };
}

test('what two clients do at the same time is two sessions', () => {
  const sessions = groupSessions([
    event('d', 9, 'b'),
    event('c', 8, 'a', 'write'),
    event('b', 7, 'b'),
    event('a', 6, 'a'),
  ]);
  expect(sessions.map(({ events }) => events.map(({ id }) => id))).toEqual([
    ['d', 'b'],
    ['c', 'a'],
  ]);
  expect(sessions[1]).toMatchObject({ id: 'a', reads: 1, writes: 1, projectIds: ['prj_a'] });
});

test('after a quarter of an hour of silence a new one begins', () => {
  const sessions = groupSessions([event('c', 50, 'a'), event('b', 20, 'a'), event('a', 5, 'a')]);
  expect(sessions.map(({ events }) => events.map(({ id }) => id))).toEqual([['c'], ['b', 'a']]);
  expect(groupSessions([])).toEqual([]);
});
