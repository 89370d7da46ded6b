/** The parts of the app, wired together: the server's process, uploads, updates, the window and the tray. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, ipcMain, Menu, nativeTheme, session, shell, type Session } from 'electron';
import { choosePaths, confirmAdding, notify, showRecoveryCode } from './dialogs.ts';
import { folders } from './folders.ts';
import { createHandlers } from './handlers.ts';
import { registerIpc } from './ipc/register.ts';
import { readLink } from './page/links.ts';
import { appScheme } from './page/origin.ts';
import { createProtocolHandler } from './page/protocol.ts';
import { createClientCommands } from './server/clients.ts';
import { keepsakeCommand, startNode } from './server/command.ts';
import { connectToServer, type ServerConnection } from './server/connection.ts';
import { createRecoveryCode } from './server/recovery-code.ts';
import { createOwnerSecrets } from './server/secrets.ts';
import type { ServerState } from './server/state.ts';
import { clientBy, createRemoteServer } from './server/remote-storage.ts';
import { createSupervisor, type Supervisor } from './server/supervisor.ts';
import { createSyncWatch } from './server/sync-watch.ts';
import { createUploads } from './server/uploads.ts';
import { openSettings } from './settings.ts';
import { desktopFileAutoStart, loginItemsAutoStart } from './system/auto-start.ts';
import { createCrashRecord, type CrashRecord } from './system/crash-record.ts';
import type { Opened } from './system/opened.ts';
import { createUpdates, type Updates } from './updates/updates.ts';
import { createAppWindow } from './window/app-window.ts';
import { lockSession } from './window/locks.ts';
import { applicationMenu, type MenuActions } from './window/menu.ts';
import { lockNetwork } from './window/network.ts';
import { createTray } from './window/tray-icon.ts';

export interface Desktop {
  readonly crashes: CrashRecord;
  /** Shows the window, at the place of a link, and asks about files. */
  open(opened: Opened): void;
  /** From now on closing the window closes it. */
  beginEnd(): void;
  /** Resolves when the server has stopped. */
  end(): Promise<void>;
  hasEnded(): boolean;
}

const updateEveryMs = 6 * 3_600_000;

/** Once Electron is ready. */
export function createDesktop(): Desktop {
  const command = keepsakeCommand(
    { isPackaged: app.isPackaged, resources: process.resourcesPath, project: folders.project },
    process.env,
  );
  const secrets = createOwnerSecrets(command, process.env);
  const server = connectToServer(process.env, () => secrets.token());
  const crashes = createCrashRecord(join(server.paths.configFolder, 'logs'), app.getVersion());
  const settings = openSettings(server.paths.configFolder);
  const remote = createRemoteServer({ command, secrets, settings, own: server.fetch });
  const recoveryCode = createRecoveryCode();
  let isEnding = false;
  const waiting: (() => void)[] = [];

  const supervisor = createSupervisor({
    start: () => startNode(command.node, [command.program, 'serve', '--no-tcp'], process.env),
    isHealthy: () => server.isHealthy(),
    onChange: (state) => serverChanged(state),
    onRecoveryCode: (code) => recoveryCode.hold(code),
  });
  const pageSession = openPageSession(
    createProtocolHandler({ folders, fetch: remote.fetch, token: remote.token }),
  );
  const window = createAppWindow({
    preload: folders.preload,
    session: pageSession,
    savedState: () => settings.get('window'),
    saveState: (state) => settings.set('window', state),
    isUp: () => isUp(supervisor.state()),
    isEnding: () => isEnding,
  });
  const tray = startTray({ window, server, supervisor });
  const uploads = createUploads({
    client: clientBy(remote),
    forbidden: [server.paths.dataFolder, server.paths.configFolder],
    onEvent: (event) => window.send('files:event', event),
  });
  const updates = startUpdates({ window, beforeInstall: end });
  const add = async (files: readonly string[]): Promise<void> => {
    if (files.length === 0) return;
    await running();
    await uploads.add(files, {});
  };

  /** Files may be opened with the app before its server is up. */
  function running(): Promise<void> {
    return new Promise((resolve) => {
      if (supervisor.state().state === 'running') resolve();
      else waiting.push(resolve);
    });
  }

  function serverChanged(state: ServerState): void {
    if (state.state === 'running') for (const resolve of waiting.splice(0)) resolve();
    window.send('server:changed', state);
    window.refresh();
    tray.update(state);
    if (state.state === 'failed') notify('Memory does not run', state.message, () => window.show());
  }

  async function end(): Promise<void> {
    isEnding = true;
    // Whoever left the first run before it was acknowledged sees it here, for it is not shown again.
    const code = recoveryCode.read();
    recoveryCode.noted();
    if (code !== undefined) await showRecoveryCode(code);
    await supervisor.stop();
  }

  nativeTheme.themeSource = settings.get('theme');
  registerIpc(
    ipcMain,
    createHandlers({
      secrets,
      recoveryCode,
      supervisor,
      uploads,
      updates,
      settings,
      remote,
      clients: createClientCommands({ command, env: process.env }),
      autoStart: autoStart(),
    }),
  );
  setMenu({
    goTo: (hash) => window.show(hash),
    addFiles: () => void choosePaths('files').then(add),
    checkForUpdate: () => void updates.check(),
    showLogs: () => shell.showItemInFolder(crashes.file),
  });
  void supervisor.start();

  return {
    crashes,
    open({ links, files }) {
      window.show(links.map(readLink).find((place) => place !== undefined));
      if (files.length > 0) void confirmAdding(files).then((yes) => (yes ? add(files) : undefined));
    },
    beginEnd: () => (isEnding = true),
    end,
    hasEnded: () => supervisor.state().state === 'stopped',
  };
}

interface TrayParts {
  readonly window: ReturnType<typeof createAppWindow>;
  readonly server: ServerConnection;
  readonly supervisor: Supervisor;
}

/** The icon with its menu, which tells of links as long as the server runs. */
function startTray({ window, server, supervisor }: TrayParts) {
  const sync = createSyncWatch(server.client, (glance) => tray.updateSync(glance));
  const tray = createTray(folders.icon, {
    open: () => window.show(),
    pause: () => void supervisor.pause(),
    resume: () => void supervisor.start(),
    syncNow: () => void sync.now(),
    pauseSync: (isPaused) => void sync.pause(isPaused),
    showConflicts: () => window.show('#/conflicts'),
    quit: () => app.quit(),
  });
  return {
    update(state: ServerState): void {
      tray.update(state);
      if (state.state === 'running') sync.start();
      else sync.stop();
    },
  };
}

/** In memory alone, so that no cache of the page lies on the disk unencrypted. */
function openPageSession(handler: (request: Request) => Promise<Response>): Session {
  const opened = session.fromPartition('keepsake', { cache: false });
  lockSession(opened);
  lockNetwork(opened.webRequest);
  opened.protocol.handle(appScheme, handler);
  return opened;
}

function setMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, actions)));
}

/** While it restarts or is paused, the page says so itself and keeps what is on it. */
function isUp({ state }: ServerState): boolean {
  return ['running', 'restarting', 'stopping', 'paused'].includes(state);
}

function autoStart() {
  return process.platform === 'linux'
    ? desktopFileAutoStart(process.env, process.env['APPIMAGE'] ?? process.execPath)
    : loginItemsAutoStart(app);
}

function startUpdates({
  window,
  beforeInstall,
}: {
  window: ReturnType<typeof createAppWindow>;
  beforeInstall: () => Promise<void>;
}): Updates {
  const updates = createUpdates({
    loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
    build: {
      isPackaged: app.isPackaged,
      platform: process.platform,
      feed: readIfThere(join(process.resourcesPath, 'app-update.yml')),
      publicKey: readIfThere(folders.updateKey),
    },
    onChange(state) {
      window.send('updates:changed', state);
      if (state.state !== 'ready') return;
      const text = `Keepsake ${state.version} is installed when you say so.`;
      notify('An update is ready', text, () => window.show());
    },
    beforeInstall,
  });
  void updates.check();
  setInterval(() => void updates.check(), updateEveryMs).unref();
  return updates;
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
