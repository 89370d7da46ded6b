/** The stream of changes before any socket: what it reads for a slow reader, and that nothing is left out. */
import { expect, test, vi } from 'vitest';
import { eventsOf } from '../../../test/harness/events.ts';
import type { OwnerCaller } from '../../services/caller.ts';
import { createHeads } from '../../services/heads.ts';
import type { Projects } from '../../services/projects.ts';
import { streamChanges } from './change-stream.ts';

const caller: OwnerCaller = { type: 'owner', account: 'acc_1' };
const followed = { projectId: 'prj_1', after: 0 };

/** A project with so many commits, and a count of those that were read. */
function projectOf(count: number) {
  const state = { count, read: 0 };
  const change = (seq: number) => ({
    seq,
    time: '2026-01-01T00:00:00.000Z',
    author: { type: 'owner' as const, client: 'x'.repeat(1_000) },
    records: [],
  });
  const changes: Projects['changes'] = (_caller, { after, limit }) => {
    const last = Math.min(after + limit, state.count);
    state.read = Math.max(state.read, last);
    const found = Array.from({ length: last - after }, (_, i) => change(after + 1 + i));
    return Promise.resolve({ changes: found, head: state.count });
  };
  return { state, projects: { changes } as Projects };
}

function open(project: ReturnType<typeof projectOf>, check: () => Promise<void> = () => Promise.resolve()) {
  const head = () => Promise.resolve(project.state.count);
  const commit = () => Promise.reject(new Error('nothing is written here'));
  const { heads } = createHeads({ head, commit }, { everyMs: 20 });
  const guard = { heads, account: 'acc_1', check };
  const answer = streamChanges({ projects: project.projects, heads }, caller, followed, guard);
  return { heads, answer };
}

test('a reader that takes nothing has little read for it, and gets everything in order once it reads', async () => {
  const project = projectOf(3_000);
  const { heads, answer } = open(project);
  const response = await answer;
  await vi.waitUntil(() => project.state.read > 200);
  // Some 250 fit into what may wait.
  expect(project.state.read).toBeLessThan(600);
  const events = eventsOf(response);
  for (let seq = 1; seq <= 3_000; seq++) expect((await events.next())?.id).toBe(String(seq));
  project.state.count = 3_002;
  expect([(await events.next())?.id, (await events.next())?.id]).toEqual(['3001', '3002']);
  heads.end();
  expect(await events.rest()).toEqual([]);
});

test('a caller who may no longer listen hears no more', async () => {
  const allowed = { value: true };
  const project = projectOf(1);
  const { answer } = open(project, () =>
    allowed.value ? Promise.resolve() : Promise.reject(new Error('revoked')),
  );
  const events = eventsOf(await answer);
  expect((await events.next())?.id).toBe('1');
  allowed.value = false;
  project.state.count = 2;
  expect((await events.rest()).length).toBeLessThanOrEqual(1);
});

test('a reader that leaves is read nothing more for', async () => {
  const project = projectOf(1);
  const { heads, answer } = open(project);
  const response = await answer;
  await response.body?.cancel();
  project.state.count = 500;
  const other = vi.fn<() => Promise<void>>(() => Promise.resolve());
  heads.watch({ account: 'acc_1' }, { changed: other, end: () => undefined });
  await vi.waitUntil(() => other.mock.calls.length > 0);
  expect(project.state.read).toBe(1);
  heads.end();
});
