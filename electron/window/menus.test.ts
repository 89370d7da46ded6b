/** The menus' data. */
import { expect, test } from 'vitest';
import type { ServerState } from '../server/state.ts';
import { applicationMenu } from './menu.ts';
import { statusLine, syncLine, trayMenu } from './tray.ts';

const nothing = {
  open: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
  syncNow: () => undefined,
  pauseSync: () => undefined,
  showConflicts: () => undefined,
  quit: () => undefined,
};
const labels = (server: ServerState) => trayMenu(server, nothing).map(({ label }) => label);

test('the tray says how memory stands and offers what makes sense then', () => {
  expect(labels({ state: 'running', own: true })).toContain('Pause');
  expect(labels({ state: 'paused' })).toContain('Resume');
  expect(labels({ state: 'failed', message: 'x' })).toContain('Start Memory');
  expect(labels({ state: 'restarting', failures: 1 })[0]).toBe(
    statusLine({ state: 'restarting', failures: 1 }),
  );
});

test('a server that is not the app’s cannot be paused by it', () => {
  const pause = trayMenu({ state: 'running', own: false }, nothing).find(({ label }) => label === 'Pause');
  expect(pause?.enabled).toBe(false);
});

test('each entry of the tray does what it says', () => {
  const done: string[] = [];
  const actions = {
    open: () => void done.push('open'),
    pause: () => void done.push('pause'),
    resume: () => void done.push('resume'),
    syncNow: () => void done.push('now'),
    pauseSync: (isPaused: boolean) => void done.push(isPaused ? 'pause sync' : 'resume sync'),
    showConflicts: () => void done.push('conflicts'),
    quit: () => void done.push('quit'),
  };
  for (const server of [{ state: 'running', own: true }, { state: 'paused' }] as const)
    for (const { click } of trayMenu(server, actions)) (click as (() => void) | undefined)?.();
  expect(done).toEqual(['open', 'pause', 'quit', 'open', 'resume', 'quit']);
});

test('the tray says how links stand, and offers what makes sense then', () => {
  const done: string[] = [];
  const actions = {
    ...nothing,
    syncNow: () => void done.push('now'),
    pauseSync: (isPaused: boolean) => void done.push(isPaused ? 'pause' : 'resume'),
    showConflicts: () => void done.push('conflicts'),
  };
  for (const sync of [
    { state: 'synced', pending: 0, clashes: 2 },
    { state: 'paused', pending: 0, clashes: 0 },
  ] as const)
    for (const { click } of trayMenu({ state: 'running', own: true }, actions, sync))
      (click as (() => void) | undefined)?.();
  expect(done).toEqual(['conflicts', 'now', 'pause', 'resume']);
  expect(syncLine({ state: 'offline', pending: 3, clashes: 0 })).toBe('Offline, 3 changes waiting');
  expect(syncLine({ state: 'error', pending: 1, clashes: 1 })).toBe('Sync has a problem, 1 change waiting');
  expect(syncLine({ state: 'taking', pending: 0, clashes: 0 })).toBe('Syncing…');
  expect(syncLine({ state: 'synced', pending: 0, clashes: 2 })).toBe('2 conflicts to decide');
});

test('the menu goes to places of the page, and only macOS has the app’s own menu', () => {
  const places: string[] = [];
  const actions = {
    goTo: (hash: string) => void places.push(hash),
    addFiles: () => undefined,
    checkForUpdate: () => undefined,
    showLogs: () => undefined,
  };
  const [mac, linux] = [applicationMenu('darwin', actions), applicationMenu('linux', actions)];
  expect([mac[0]?.role, linux[0]?.role]).toEqual(['appMenu', undefined]);
  const view = linux.find(({ label }) => label === '&View')?.submenu;
  if (!Array.isArray(view)) throw new Error('There is no view menu.');
  for (const { click } of view) (click as (() => void) | undefined)?.();
  expect(places).toEqual(['#/home', '#/drive', '#/search']);
});

test('nothing reloads the page or opens developer tools', () => {
  const menu = JSON.stringify(
    applicationMenu('linux', {
      goTo: () => undefined,
      addFiles: () => undefined,
      checkForUpdate: () => undefined,
      showLogs: () => undefined,
    }),
  );
  expect(menu).not.toMatch(/reload|devtools/i);
});
