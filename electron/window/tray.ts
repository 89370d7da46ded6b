/** The tray's menu: how memory and its links stand, pause, and the end of the app. */
import type { MenuItemConstructorOptions } from 'electron';
import type { ServerState } from '../server/state.ts';
import type { SyncGlance } from '../server/sync-watch.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly syncNow: () => void;
  readonly pauseSync: (isPaused: boolean) => void;
  readonly showConflicts: () => void;
  readonly quit: () => void;
}

export function statusLine(server: ServerState): string {
  switch (server.state) {
    case 'running':
      return server.own ? 'Memory is on' : 'Memory is on (started outside the app)';
    case 'starting':
      return 'Memory is starting…';
    case 'restarting':
      return 'Memory stopped and is starting again…';
    case 'failed':
      return 'Memory does not run';
    case 'stopping':
      return 'Memory is stopping…';
    case 'paused':
      return 'Memory is paused';
    case 'stopped':
      return 'Memory is off';
  }
}

export function syncLine({ state, pending, clashes }: SyncGlance): string {
  const waiting = pending === 0 ? '' : `, ${changes(pending)} waiting`;
  if (state === 'error') return `Sync has a problem${waiting}`;
  if (clashes > 0) return clashes === 1 ? '1 conflict to decide' : `${clashes} conflicts to decide`;
  switch (state) {
    case 'synced':
      return 'Synced';
    case 'offline':
      return `Offline${waiting}`;
    case 'paused':
      return `Sync is paused${waiting}`;
    default:
      return `Syncing…${waiting}`;
  }
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

/** @param sync left out where nothing is linked */
export function trayMenu(
  server: ServerState,
  actions: TrayActions,
  sync?: SyncGlance,
): MenuItemConstructorOptions[] {
  const isOff = server.state === 'paused' || server.state === 'failed' || server.state === 'stopped';
  const isOthers = server.state === 'running' && !server.own;
  return [
    { label: statusLine(server), enabled: false },
    ...(sync === undefined ? [] : syncItems(sync, actions)),
    { type: 'separator' },
    { label: 'Open Keepsake', click: () => actions.open() },
    isOff
      ? { label: server.state === 'paused' ? 'Resume' : 'Start Memory', click: () => actions.resume() }
      : { label: 'Pause', enabled: !isOthers, click: () => actions.pause() },
    { type: 'separator' },
    { label: 'Quit Keepsake', click: () => actions.quit() },
  ];
}

function syncItems(sync: SyncGlance, actions: TrayActions): MenuItemConstructorOptions[] {
  const isPaused = sync.state === 'paused';
  const line = { label: syncLine(sync) };
  return [
    sync.clashes > 0 ? { ...line, click: () => actions.showConflicts() } : { ...line, enabled: false },
    ...(isPaused ? [] : [{ label: 'Sync Now', click: () => actions.syncNow() }]),
    { label: isPaused ? 'Resume Sync' : 'Pause Sync', click: () => actions.pauseSync(!isPaused) },
  ];
}
