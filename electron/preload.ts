/**
 * What the page can do in the app and not in a browser. Runs sandboxed, so it is one small file without packages;
 * paths of dropped files are found here and go to the main process: the page never sees one.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer, Calls, Channel, EventName, Events, Look, Theme } from './ipc/channels.ts';
import type { UploadTarget } from './server/uploads.ts';

async function invoke<Name extends Channel>(
  channel: Name,
  input?: Calls[Name]['input'],
): Promise<Answer<Calls[Name]['output']>> {
  return (await ipcRenderer.invoke(channel, input)) as Answer<Calls[Name]['output']>;
}

/** @returns a function that stops listening */
function listen<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void {
  const heard = (_event: unknown, event: Events[Name]): void => listener(event);
  ipcRenderer.on(name, heard);
  return () => void ipcRenderer.off(name, heard);
}

const abilities = {
  /** Takes the files of a drop or a file field; they have paths of this computer only if a person chose them. */
  addFiles: (files: readonly File[], target: UploadTarget = {}) =>
    invoke('files:drop', {
      folderId: target.folderId,
      projectId: target.projectId,
      paths: files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    }),
  chooseFiles: (kind: 'files' | 'folder', target: UploadTarget = {}) =>
    invoke('files:choose', { kind, folderId: target.folderId, projectId: target.projectId }),
  reveal: (id: string) => invoke('files:reveal', { id }),
  openExternal: (url: string) => invoke('external:open', { url }),
  listClients: () => invoke('clients:list'),
  previewClient: (client: string) => invoke('clients:preview', { client }),
  connectClient: (client: string, readOnly: boolean, project?: string) =>
    invoke('clients:connect', { client, readOnly, project }),
  disconnectClient: (client: string) => invoke('clients:disconnect', { client }),
  recoveryCode: () => invoke('recovery:read'),
  recoveryCodeNoted: () => invoke('recovery:noted'),
  /** Empties the clipboard if it still holds this text. */
  forgetClipboard: (text: string) => invoke('clipboard:forget', { text }),
  remote: () => invoke('remote:get'),
  connectRemote: (input: Calls['remote:connect']['input']) => invoke('remote:connect', input),
  disconnectRemote: () => invoke('remote:disconnect'),
  keychain: () => invoke('keychain:status'),
  serverState: () => invoke('server:state'),
  startServer: () => invoke('server:start'),
  updateState: () => invoke('updates:state'),
  checkForUpdate: () => invoke('updates:check'),
  installUpdate: () => invoke('updates:install'),
  theme: () => invoke('appearance:get'),
  setTheme: (theme: Theme) => invoke('appearance:set', { theme }),
  look: () => invoke('look:get'),
  setLook: (look: Look) => invoke('look:set', look),
  autoStart: () => invoke('auto-start:get'),
  setAutoStart: (enabled: boolean) => invoke('auto-start:set', { enabled }),
  onFiles: (listener: (event: Events['files:event']) => void) => listen('files:event', listener),
  onServer: (listener: (state: Events['server:changed']) => void) => listen('server:changed', listener),
  onUpdate: (listener: (state: Events['updates:changed']) => void) => listen('updates:changed', listener),
};

export type Abilities = typeof abilities;

contextBridge.exposeInMainWorld('keepsake', abilities);
