/** What the desktop app can do for the page and a browser cannot: `window.keepsake`, made by `electron/preload.ts`. */
import { useEffect, useState } from 'react';
import { KeepsakeError, isErrorCode } from '../../../contract/index.ts';

/** Errors lose their class on the way from the main process, so answers are wrapped. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface FileTarget {
  readonly folderId?: string | undefined;
  readonly projectId?: string | undefined;
}

/** Of one file that the app uploads. */
export type FileEvent = { readonly id: string; readonly name: string } & (
  | { readonly state: 'waiting' | 'sending' }
  | { readonly state: 'done'; readonly itemId: string; readonly documentId?: string | undefined }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }
);

export type ServerState =
  | { readonly state: 'starting' | 'stopping' | 'paused' | 'stopped' }
  | { readonly state: 'running'; readonly own: boolean }
  | { readonly state: 'restarting'; readonly failures: number }
  | { readonly state: 'failed'; readonly message: string };

export type UpdateState =
  | { readonly state: 'off'; readonly reason: string }
  | { readonly state: 'current' | 'checking' }
  | { readonly state: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly state: 'ready'; readonly version: string }
  | { readonly state: 'failed'; readonly message: string };

export type Theme = 'system' | 'light' | 'dark';

/** An AI client as it stands on this computer. */
export interface ClientRow {
  readonly client: string;
  readonly name: string;
  readonly found: boolean;
  /** `outdated`: it starts something else than it should. `broken`: its file cannot be read. */
  readonly state: 'connected' | 'outdated' | 'broken' | 'not connected';
  /** Of its configuration file. */
  readonly path: string;
  readonly problem?: string | undefined;
  readonly key?:
    | {
        readonly id: string;
        readonly scope: string;
        readonly status: string;
        readonly last_used_at: string | null;
      }
    | undefined;
}

/** What became of connecting one; `connected` is said only after its bridge wrote a memory and recalled it. */
export interface ClientOutcome {
  readonly client: string;
  readonly path: string;
  readonly result: 'connected' | 'disconnected' | 'declined' | 'unchanged' | 'shown' | 'failed';
  /** Lines of what would change, of a preview. */
  readonly change?: readonly string[] | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** How the page looks besides its theme. */
export interface Look {
  readonly language?: string | undefined;
  readonly density?: 'comfortable' | 'compact' | undefined;
  readonly contrast?: 'system' | 'more' | undefined;
  /** Percent. */
  readonly textSize?: number | undefined;
}

export interface RemoteAddress {
  readonly url: string;
  /** Path of the file of an authority that is trusted for it. */
  readonly ca?: string | undefined;
}

export interface Abilities {
  readonly addFiles: (files: readonly File[], target?: FileTarget) => Promise<Answer<FileEvent[]>>;
  readonly chooseFiles: (kind: 'files' | 'folder', target?: FileTarget) => Promise<Answer<FileEvent[]>>;
  readonly reveal: (id: string) => Promise<Answer<boolean>>;
  readonly openExternal: (url: string) => Promise<Answer<boolean>>;
  readonly listClients: () => Promise<Answer<ClientRow[]>>;
  readonly previewClient: (client: string) => Promise<Answer<ClientOutcome>>;
  readonly connectClient: (
    client: string,
    readOnly: boolean,
    project?: string,
  ) => Promise<Answer<ClientOutcome>>;
  readonly disconnectClient: (client: string) => Promise<Answer<ClientOutcome>>;
  /** Of a first start, until `recoveryCodeNoted`. */
  readonly recoveryCode: () => Promise<Answer<string | null>>;
  readonly recoveryCodeNoted: () => Promise<Answer<boolean>>;
  readonly forgetClipboard: (text: string) => Promise<Answer<boolean>>;
  /** The other server that this page is connected to; null when it is that of this computer. */
  readonly remote: () => Promise<Answer<RemoteAddress | null>>;
  readonly connectRemote: (to: RemoteAddress & { token: string }) => Promise<Answer<RemoteAddress>>;
  readonly disconnectRemote: () => Promise<Answer<null>>;
  readonly keychain: () => Promise<Answer<'keychain' | 'passphrase' | 'unavailable'>>;
  readonly serverState: () => Promise<Answer<ServerState>>;
  readonly startServer: () => Promise<Answer<ServerState>>;
  readonly updateState: () => Promise<Answer<UpdateState>>;
  readonly checkForUpdate: () => Promise<Answer<UpdateState>>;
  readonly installUpdate: () => Promise<Answer<boolean>>;
  readonly theme: () => Promise<Answer<Theme>>;
  readonly setTheme: (theme: Theme) => Promise<Answer<Theme>>;
  readonly look: () => Promise<Answer<Look>>;
  readonly setLook: (look: Look) => Promise<Answer<boolean>>;
  readonly autoStart: () => Promise<Answer<boolean>>;
  readonly setAutoStart: (enabled: boolean) => Promise<Answer<boolean>>;
  readonly onFiles: (listener: (event: FileEvent) => void) => () => void;
  readonly onServer: (listener: (state: ServerState) => void) => () => void;
  readonly onUpdate: (listener: (state: UpdateState) => void) => () => void;
}

declare global {
  interface Window {
    readonly keepsake?: Abilities;
  }
}

/** Nothing in a browser. */
export function useAbilities(): Abilities | undefined {
  return window.keepsake;
}

/** The value of an answer. @throws KeepsakeError with what the app says went wrong */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new KeepsakeError(isErrorCode(answer.code) ? answer.code : 'INTERNAL', answer.message);
}

/** How the app's own server stands; nothing in a browser, or before the app has said so. */
export function useServerState(): ServerState | undefined {
  const abilities = useAbilities();
  const [state, setState] = useState<ServerState>();
  useEffect(() => {
    if (abilities === undefined) return undefined;
    void abilities.serverState().then((answer) => answer.ok && setState((heard) => heard ?? answer.value));
    return abilities.onServer(setState);
  }, [abilities]);
  return state;
}
