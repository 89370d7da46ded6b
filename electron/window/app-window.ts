/** The app's one window: made when it is wanted, hidden when it is closed, brought back where it was. */
import { BrowserWindow, screen, type Session } from 'electron';
import type { EventName, Events } from '../ipc/channels.ts';
import { appOrigin } from '../page/origin.ts';
import { placeWindow, smallest, type WindowState } from './placement.ts';
import { webPreferences } from './preferences.ts';

export interface AppWindowOptions {
  readonly preload: string;
  readonly session: Session;
  readonly savedState: () => WindowState | undefined;
  readonly saveState: (state: WindowState) => void;
  /** Whether the server answers; the failure screen is shown otherwise. */
  readonly isUp: () => boolean;
  /** Whether closing ends the app instead of hiding the window. */
  readonly isEnding: () => boolean;
}

export interface AppWindow {
  /** Opens it or brings it to the front, at a place of the page if one is given. */
  show(hash?: string): void;
  /** Shows the page or the failure screen, whichever is due. */
  refresh(): void;
  send<Name extends EventName>(name: Name, event: Events[Name]): void;
}

export function createAppWindow(options: AppWindowOptions): AppWindow {
  let window: BrowserWindow | undefined;
  let place = '#/home';
  let shown: 'page' | 'failure' | undefined;

  const load = (): void => {
    const due = options.isUp() ? 'page' : 'failure';
    shown = due;
    const address = due === 'page' ? `${appOrigin}/${place}` : `${appOrigin}/failure/index.html`;
    // A load that another one overtakes is rejected, which is no fault.
    void window?.loadURL(address).catch(() => undefined);
  };

  const open = (): BrowserWindow => {
    const state = placeWindow(
      options.savedState(),
      [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea),
    );
    const opened = new BrowserWindow({
      ...state.bounds,
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      title: 'Keepsake',
      webPreferences: { ...webPreferences(options.preload), session: options.session },
    });
    if (state.maximized) opened.maximize();
    opened.once('ready-to-show', () => opened.show());
    opened.on('close', (event) => {
      options.saveState({ bounds: opened.getNormalBounds(), maximized: opened.isMaximized() });
      if (options.isEnding()) return;
      event.preventDefault();
      opened.hide();
    });
    opened.on('closed', () => (window = undefined));
    return opened;
  };

  return {
    show(hash) {
      if (hash !== undefined) place = hash;
      if (window === undefined) {
        window = open();
        return load();
      }
      if (hash !== undefined) load();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    refresh() {
      const due = options.isUp() ? 'page' : 'failure';
      if (window !== undefined && due !== shown) load();
    },
    send: (name, event) => window?.webContents.send(name, event),
  };
}
