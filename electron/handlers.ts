/** What each call of the page does, once its sender and its shape are checked. */
import { clipboard, nativeTheme, shell } from 'electron';
import { choosePaths, confirmOpening } from './dialogs.ts';
import type { Handlers } from './ipc/register.ts';
import type { RecoveryCode } from './server/recovery-code.ts';
import type { Remote } from './server/remote.ts';
import type { OwnerSecrets } from './server/secrets.ts';
import type { ClientCommands } from './server/clients.ts';
import type { Supervisor } from './server/supervisor.ts';
import type { Uploads } from './server/uploads.ts';
import type { openSettings } from './settings.ts';
import type { AutoStart } from './system/auto-start.ts';
import { openExternal } from './system/external.ts';
import type { Updates } from './updates/updates.ts';

export interface HandlerParts {
  readonly secrets: OwnerSecrets;
  readonly recoveryCode: RecoveryCode;
  readonly supervisor: Supervisor;
  readonly uploads: Uploads;
  readonly remote: Remote;
  readonly clients: ClientCommands;
  readonly updates: Updates;
  readonly autoStart: AutoStart;
  readonly settings: ReturnType<typeof openSettings>;
}

export function createHandlers(parts: HandlerParts): Handlers {
  const { secrets, supervisor, uploads, clients, updates, autoStart, settings, recoveryCode, remote } = parts;
  return {
    'files:choose': async ({ kind, ...target }) => {
      const paths = await choosePaths(kind);
      return paths.length === 0 ? [] : uploads.add(paths, target);
    },
    'files:drop': ({ paths, ...target }) => uploads.add(paths, target),
    'files:reveal': ({ id }) => {
      const path = uploads.pathOf(id);
      if (path !== undefined) shell.showItemInFolder(path);
      return path !== undefined;
    },
    'external:open': ({ url }) =>
      openExternal(url, { confirm: confirmOpening, open: (address) => shell.openExternal(address) }),
    'clients:list': () => clients.list(),
    'clients:preview': ({ client }) => clients.preview(client),
    'clients:connect': ({ client, readOnly, project }) => clients.connect(client, { readOnly, project }),
    'clients:disconnect': ({ client }) => clients.disconnect(client),
    'recovery:read': () => recoveryCode.read() ?? null,
    'recovery:noted': () => {
      recoveryCode.noted();
      return true;
    },
    'clipboard:forget': async ({ text }) => {
      const isThere = (await clipboard.readText()) === text;
      if (isThere) await clipboard.writeText('');
      return isThere;
    },
    'remote:get': () => remote.current(),
    'remote:connect': ({ token, ...address }) => remote.connect(address, token),
    'remote:disconnect': () => remote.disconnect(),
    'keychain:status': () => secrets.kind(),
    'server:state': () => supervisor.state(),
    'server:start': async () => {
      await supervisor.start();
      return supervisor.state();
    },
    'updates:state': () => updates.state(),
    'updates:check': () => updates.check(),
    'updates:install': () => updates.install(),
    'appearance:get': () => settings.get('theme'),
    'appearance:set': ({ theme }) => {
      settings.set('theme', theme);
      nativeTheme.themeSource = theme;
      return theme;
    },
    'look:get': () => settings.get('look') ?? {},
    'look:set': (look) => {
      settings.set('look', { ...settings.get('look'), ...look });
      return true;
    },
    'auto-start:get': () => autoStart.isEnabled(),
    'auto-start:set': ({ enabled }) => autoStart.set(enabled),
  };
}
