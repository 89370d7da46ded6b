/** The menus of the window, as data that Electron draws with each system's own words and keys. */
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly goTo: (hash: string) => void;
  readonly addFiles: () => void;
  readonly checkForUpdate: () => void;
  readonly showLogs: () => void;
}

export function applicationMenu(
  platform: NodeJS.Platform,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Add Files…', accelerator: 'CmdOrCtrl+O', click: () => actions.addFiles() },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: '&Projects', accelerator: 'CmdOrCtrl+1', click: () => actions.goTo('#/home') },
        { label: '&Drive', accelerator: 'CmdOrCtrl+2', click: () => actions.goTo('#/drive') },
        { label: '&Search', accelerator: 'CmdOrCtrl+3', click: () => actions.goTo('#/search') },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Check for &Updates…', click: () => actions.checkForUpdate() },
        { label: 'Show &Logs', click: () => actions.showLogs() },
        ...(isMac ? [] : [{ role: 'about' as const }]),
      ],
    },
  ];
}
