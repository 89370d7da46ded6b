/** What a page may never do, asked of the listeners that Electron would call. */
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { lockContents, lockSession, type LockableContents, type LockableSession } from './locks.ts';
import { lockNetwork } from './network.ts';
import { webPreferences } from './preferences.ts';

type OpenHandler = Parameters<LockableContents['setWindowOpenHandler']>[0];

class Contents extends EventEmitter {
  openHandler: OpenHandler | undefined;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
}

function isPrevented(contents: Contents, name: string, url = ''): boolean {
  let prevented = false;
  contents.emit(name, { url, preventDefault: () => (prevented = true) });
  return prevented;
}

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
  '%s leads nowhere but our page',
  (name) => {
    const contents = new Contents();
    lockContents(contents);
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'javascript:1',
      'app://evil/',
      'data:text/html,x',
    ])
      expect([url, isPrevented(contents, name, url)]).toEqual([url, true]);
    expect(isPrevented(contents, name, 'app://keepsake/#/home')).toBe(false);
  },
);

test('no page is embedded and no window opened, not even of our own page', () => {
  const contents = new Contents();
  lockContents(contents);
  expect(isPrevented(contents, 'will-attach-webview')).toBe(true);
  expect(contents.openHandler?.({ url: 'app://keepsake/' })).toEqual({ action: 'deny' });
});

test('permissions are refused but for copying, and that to our page alone', () => {
  let request: Parameters<LockableSession['setPermissionRequestHandler']>[0] | undefined;
  let check: Parameters<LockableSession['setPermissionCheckHandler']>[0] | undefined;
  let device: (() => boolean) | undefined;
  lockSession({
    setPermissionRequestHandler: (handler) => (request = handler),
    setPermissionCheckHandler: (handler) => (check = handler),
    setDevicePermissionHandler: (handler) => (device = handler),
  });
  const ask = (permission: string, requestingUrl: string) => {
    let granted: boolean | undefined;
    request?.(undefined, permission, (answer) => (granted = answer), { requestingUrl });
    return [granted, check?.(undefined, permission, requestingUrl)];
  };
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fullscreen',
    'hid',
  ];
  for (const permission of asked) expect(ask(permission, 'app://keepsake/')).toEqual([false, false]);
  expect(ask('clipboard-sanitized-write', 'app://keepsake/')).toEqual([true, true]);
  expect(ask('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false]);
  expect(device?.()).toBe(false);
});

test('the page reaches our scheme alone', () => {
  const cancelled: Record<string, boolean> = {};
  lockNetwork({
    onBeforeRequest(listener) {
      for (const url of [
        'https://a.example/',
        'http://127.0.0.1:7272/',
        'ws://a/',
        'file:///etc/passwd',
        'app://keepsake/',
      ])
        listener({ url }, ({ cancel }) => (cancelled[url] = cancel));
    },
  });
  expect(Object.values(cancelled)).toEqual([true, true, true, true, false]);
});

test('the page has a sandbox, a world of its own and no Node.js', () => {
  expect(webPreferences('/preload.cjs')).toMatchObject({
    preload: '/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
});
