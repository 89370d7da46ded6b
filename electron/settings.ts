/** The app's own settings, kept by electron-store; nothing in them is secret or of a person's content. */
import { ipcMain } from 'electron';
import Store from 'electron-store';
import type { Look, Theme } from './ipc/channels.ts';
import type { RemoteAddress } from './server/remote.ts';
import type { WindowState } from './window/placement.ts';

export interface Settings {
  readonly theme: Theme;
  readonly look?: Look;
  readonly window?: WindowState;
  /** The server that the page is connected to; that of this computer when left out. */
  readonly remote?: RemoteAddress;
}

export function openSettings(folder: string): Store<Settings> {
  const store = new Store<Settings>({
    cwd: folder,
    name: 'app',
    configFileMode: 0o600,
    clearInvalidConfig: true,
    defaults: { theme: 'system' },
  });
  // It answers any page that asks for the profile's folder; ours has no need to, and no other call goes unchecked.
  ipcMain.removeAllListeners('electron-store-get-data');
  return store;
}
