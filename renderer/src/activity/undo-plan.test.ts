/** What undoing a client's writes would do, without doing it. */
import { expect, test } from 'vitest';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import { groupSessions, type Session } from './sessions.ts';
import { canBeUndone, othersWrittenBy, stepOf, writtenBy } from './undo-plan.ts';

function session(...records: readonly (readonly [type: string, id: string, revision: string])[]): Session {
  const event: ActivityEvent = {
    id: '1',
    time: '2026-11-21T12:00:00.000Z',
    kind: 'write',
    action: 'add_memory',
    author: { type: 'key', key_id: 'key_1' },
    project_ids: ['prj_1'],
    records: records.map(([type, id, revision]) => ({ type, id, revision, version: 1 })),
    count: records.length,
  };
  const [made] = groupSessions([event]);
  if (made === undefined) throw new Error('no session was made');
  return made;
}

const written = { projectId: 'prj_1', memoryId: 'mem_1', revisions: new Set(['rev_2', 'rev_3']) };
const line = (revision: string, status = 'active') => ({ revision, status });
const does = (...history: ReturnType<typeof line>[]) => stepOf(written, 'Rent', history);

test('what was written is found, each memory once', () => {
  const one = session(
    ['memory', 'mem_1', 'rev_2'],
    ['memory', 'mem_1', 'rev_3'],
    ['entry', 'ent_1', 'rev_4'],
  );
  expect(writtenBy(one)).toEqual([written]);
  expect(othersWrittenBy(one)).toBe(1);
  expect(canBeUndone(one)).toBe(true);
  expect(canBeUndone(session(['entry', 'ent_1', 'rev_4']))).toBe(false);
});

test('a changed memory goes back to what it was, a new one goes', () => {
  expect(does(line('rev_3'), line('rev_2'), line('rev_1'))).toMatchObject({
    does: 'restore',
    to: line('rev_1'),
  });
  expect(does(line('rev_3', 'deleted'), line('rev_1'))).toMatchObject({ does: 'restore', to: line('rev_1') });
  expect(does(line('rev_3'), line('rev_2'))).toMatchObject({ does: 'remove' });
  expect(does(line('rev_2'), line('rev_1', 'deleted'))).toMatchObject({ does: 'remove' });
  expect(does(line('rev_3', 'deleted'), line('rev_2'))).toBeUndefined();
});

test('what somebody else has changed since, or in between, is left alone', () => {
  expect(does(line('rev_9'), line('rev_2'), line('rev_1'))).toMatchObject({ does: 'keep' });
  expect(does(line('rev_3'), line('rev_9'), line('rev_2'))).toMatchObject({ does: 'keep' });
  expect(does()).toMatchObject({ does: 'keep' });
});
