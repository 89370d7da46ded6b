/** What the tray is told of links: the worst first, sums over all, and nothing where there is none. */
import { expect, test, vi } from 'vitest';
import type { SyncState } from '../../contract/operations/links.ts';
import { createSyncWatch, glanceOf, type SyncGlance } from './sync-watch.ts';

const link = (state: SyncState['state'], pending = 0, clashes = 0) =>
  ({ id: 'lnk_1', state, pending, projects: [{ clashes }] }) as unknown as SyncState;

test('one glance tells of all links', () => {
  expect(glanceOf([])).toBeUndefined();
  expect(glanceOf([link('synced')])).toEqual({ state: 'synced', pending: 0, clashes: 0 });
  expect(glanceOf([link('synced', 0, 1), link('offline', 3, 1)])).toEqual({
    state: 'offline',
    pending: 3,
    clashes: 2,
  });
  expect(glanceOf([link('offline'), link('error')])?.state).toBe('error');
});

test('the tray hears how links stand, pauses all of them, and hears of none once the server is gone', async () => {
  let links = [link('waiting', 2)];
  const heard: (SyncGlance | undefined)[] = [];
  const paused: unknown[] = [];
  const watch = createSyncWatch(
    {
      getSyncState: async () => ({ links }),
      syncNow: async () => {
        links = [link('synced')];
        return { projects: 1 };
      },
      updateLink: async (input) => {
        paused.push(input);
        return links[0] as SyncState;
      },
    },
    (glance) => heard.push(glance),
    60_000,
  );
  watch.start();
  await vi.waitUntil(() => heard.length === 1);
  await watch.now();
  await watch.pause(true);
  watch.stop();
  expect(heard.map((glance) => glance?.state)).toEqual(['waiting', 'synced', 'synced', undefined]);
  expect(paused).toEqual([{ linkId: 'lnk_1', paused: true }]);
});
