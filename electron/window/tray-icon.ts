/** The icon beside the clock. */
import { Menu, Tray } from 'electron';
import type { ServerState } from '../server/state.ts';
import type { SyncGlance } from '../server/sync-watch.ts';
import { statusLine, syncLine, trayMenu, type TrayActions } from './tray.ts';

export function createTray(icon: string, actions: TrayActions) {
  const tray = new Tray(icon);
  let server: ServerState = { state: 'starting' };
  let sync: SyncGlance | undefined;
  const draw = (): void => {
    const lines = [statusLine(server), ...(sync === undefined ? [] : [syncLine(sync)])];
    tray.setToolTip(`Keepsake: ${lines.join('. ')}`);
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(server, actions, sync)));
  };
  tray.on('click', actions.open);
  draw();
  return {
    update(next: ServerState): void {
      server = next;
      draw();
    },
    /** A menu that is open is not drawn anew for what has not changed. */
    updateSync(next: SyncGlance | undefined): void {
      if (JSON.stringify(next) === JSON.stringify(sync)) return;
      sync = next;
      draw();
    },
  };
}
