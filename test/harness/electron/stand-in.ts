/**
 * As much of Electron as our main process uses, under Node.js: it keeps what it is given, does what a test orders, and
 * reports what it was asked. It proves what our code asks of Electron, not what Electron makes of it.
 */
import { EventEmitter } from 'node:events';
import type { Effect, Order, PlainResponse } from './messages.ts';

type Listener = (...args: unknown[]) => unknown;

const handlers = new Map<string, Listener>();
const switches = new Set(['remote-debugging-port']);
const calls: string[] = [];
let protocolHandler: ((request: Request) => Promise<Response>) | undefined;
let trayMenu: readonly { label?: string; click?: () => void }[] = [];
let person: { presses: number[]; chooses: string[] } = { presses: [], chooses: [] };

/** Set when the app under test is an installed one. */
const resources = process.env['STAND_IN_RESOURCES'];
// An installed app is its own program, where Node.js has a file beside it.
if (resources !== undefined) process.argv.splice(1, 1);
(process as { resourcesPath?: string }).resourcesPath = resources ?? '/nowhere';

function report(effect: Effect): void {
  process.send?.({ effect });
}

const note =
  (name: string) =>
  (...args: unknown[]): undefined => {
    calls.push(
      `${name} ${args.map((arg) => (typeof arg === 'function' ? 'handler' : JSON.stringify(arg))).join(' ')}`.trim(),
    );
    return undefined;
  };

class App extends EventEmitter {
  readonly isPackaged = resources !== undefined;
  readonly commandLine = { removeSwitch: (name: string) => switches.delete(name) };
  readonly enableSandbox = note('enableSandbox');
  readonly setAsDefaultProtocolClient = note('setAsDefaultProtocolClient');
  requestSingleInstanceLock = () => true;
  whenReady = () => Promise.resolve();
  getVersion = () => '0.0.0';
  getPath = () => process.env['KEEPSAKE_HOME'] ?? '';
  quit(): void {
    this.emit('before-quit');
    let prevented = false;
    this.emit('will-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) process.exit();
  }
}

class WebContents extends EventEmitter {
  setWindowOpenHandler = (handler: (details: { url: string }) => unknown) =>
    void calls.push(`windowOpen ${JSON.stringify(handler({ url: 'app://keepsake/' }))}`);
  send = (name: string, event: unknown) => report({ effect: 'send', name, event });
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.all;
  readonly webContents = new WebContents();
  constructor(options: { webPreferences: Record<string, unknown> }) {
    super();
    BrowserWindow.all.push(this);
    const { session: _session, ...webPreferences } = options.webPreferences;
    report({ effect: 'window', options: { webPreferences } });
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    report({ effect: 'load', url });
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  getNormalBounds = () => ({ x: 10, y: 10, width: 1000, height: 700 });
  isMaximized = () => false;
  isMinimized = () => false;
  maximize = note('maximize');
  restore = note('restore');
  show = note('show');
  hide = note('hide');
  focus = () => report({ effect: 'focus' });
}

export class Tray extends EventEmitter {
  setToolTip = note('setToolTip');
  setContextMenu = (menu: typeof trayMenu) => (trayMenu = menu);
}

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly #options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.#options = options;
  }
  show = () => report({ effect: 'notification', ...this.#options });
}

const pageSession = {
  setPermissionRequestHandler: note('setPermissionRequestHandler'),
  setPermissionCheckHandler: note('setPermissionCheckHandler'),
  setDevicePermissionHandler: note('setDevicePermissionHandler'),
  webRequest: { onBeforeRequest: note('onBeforeRequest') },
  protocol: {
    handle: (_scheme: string, handler: NonNullable<typeof protocolHandler>) => (protocolHandler = handler),
  },
};

export const app = new App();
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel: string, listener: Listener) => void handlers.set(channel, listener),
});
export const session = {
  fromPartition: (name: string, options: unknown) => {
    note('fromPartition')(name, options);
    return pageSession;
  },
};
export const protocol = { registerSchemesAsPrivileged: note('registerSchemesAsPrivileged') };
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: note('setApplicationMenu'),
};
export const nativeTheme = { themeSource: 'system' };
const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
let copied = '';
export const clipboard = {
  readText: () => Promise.resolve(copied),
  writeText: (text: string) => Promise.resolve(void (copied = text)),
};
export const shell = {
  openExternal: (url: string) => Promise.resolve(report({ effect: 'open', url })),
  showItemInFolder: (path: string) => report({ effect: 'reveal', path }),
};
export const dialog = {
  showMessageBox: ({ message, detail }: { message: string; detail: string }) => {
    report({ effect: 'message', message, detail });
    return Promise.resolve({ response: person.presses.shift() ?? 0 });
  },
  showOpenDialog: () => Promise.resolve({ filePaths: person.chooses }),
};

export default { app, ipcMain, shell };

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'invoke':
      return handlers.get(order.channel)?.(
        { senderFrame: { url: order.url, parent: order.isFramed ? {} : null } },
        ...order.args,
      );
    case 'request':
      return plain(await protocolHandler?.(requestOf(order)));
    case 'emit':
      return app.emit(order.name, { preventDefault: () => undefined }, ...order.args);
    case 'person':
      person = { presses: [...order.presses], chooses: [...order.chooses] };
      return undefined;
    case 'copy':
      return clipboard.writeText(order.text);
    case 'tray':
      return trayMenu.find(({ label }) => label === order.label)?.click?.();
    case 'inspect':
      return {
        calls,
        channels: [...handlers.keys()],
        bareListeners: ipcMain.eventNames(),
        theme: nativeTheme.themeSource,
        copied,
        tray: trayMenu.map(({ label }) => label),
      };
  }
}

function requestOf({ url, method, headers, body }: Extract<Order, { do: 'request' }>): Request {
  return new Request(url, { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
}

async function plain(response: Response | undefined): Promise<PlainResponse | undefined> {
  if (response === undefined) return undefined;
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

process.on('message', (message: { id: number; order: Order }) => {
  void (async () => {
    const value = await obey(message.order);
    process.send?.({ id: message.id, value });
  })();
});
