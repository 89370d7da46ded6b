/** Every message between the page and the main process, by name and type. Read by both sides; holds no schema. */
import type { ClientOutcome, ClientRow } from '../server/client-list.ts';
import type { ServerState } from '../server/state.ts';
import type { RemoteAddress } from '../server/remote.ts';
import type { SecretsKind } from '../server/secrets.ts';
import type { UploadEvent, UploadTarget } from '../server/uploads.ts';
import type { UpdateState } from '../updates/state.ts';

export type Theme = 'system' | 'light' | 'dark';

/** How the page looks besides its theme; its own storage does not outlive the app. */
export interface Look {
  readonly language?: string | undefined;
  readonly density?: 'comfortable' | 'compact' | undefined;
  readonly contrast?: 'system' | 'more' | undefined;
  /** Percent. */
  readonly textSize?: number | undefined;
}

/**
 * What the page may ask for. Nothing here returns a secret or a person's data, which travels by HTTP, but one: the
 * recovery code of a first start, until it is acknowledged. Of paths only those of clients' configuration files.
 */
export interface Calls {
  'files:choose': { input: UploadTarget & { kind: 'files' | 'folder' }; output: UploadEvent[] };
  'files:drop': { input: UploadTarget & { paths: string[] }; output: UploadEvent[] };
  'files:reveal': { input: { id: string }; output: boolean };
  'external:open': { input: { url: string }; output: boolean };
  'clients:list': { input: undefined; output: ClientRow[] };
  'clients:preview': { input: { client: string }; output: ClientOutcome };
  'clients:connect': {
    input: { client: string; readOnly: boolean; project?: string | undefined };
    output: ClientOutcome;
  };
  'clients:disconnect': { input: { client: string }; output: ClientOutcome };
  'recovery:read': { input: undefined; output: string | null };
  'recovery:noted': { input: undefined; output: boolean };
  /** Empties the clipboard if it still holds this text. */
  'clipboard:forget': { input: { text: string }; output: boolean };
  /** The other server that the page is connected to; null when it is that of this computer. */
  'remote:get': { input: undefined; output: RemoteAddress | null };
  'remote:connect': { input: RemoteAddress & { token: string }; output: RemoteAddress };
  'remote:disconnect': { input: undefined; output: null };
  'keychain:status': { input: undefined; output: SecretsKind };
  'server:state': { input: undefined; output: ServerState };
  'server:start': { input: undefined; output: ServerState };
  'updates:state': { input: undefined; output: UpdateState };
  'updates:check': { input: undefined; output: UpdateState };
  'updates:install': { input: undefined; output: boolean };
  'appearance:get': { input: undefined; output: Theme };
  'appearance:set': { input: { theme: Theme }; output: Theme };
  'look:get': { input: undefined; output: Look };
  'look:set': { input: Look; output: boolean };
  'auto-start:get': { input: undefined; output: boolean };
  'auto-start:set': { input: { enabled: boolean }; output: boolean };
}

/** What the main process tells the page by itself. */
export interface Events {
  'files:event': UploadEvent;
  'server:changed': ServerState;
  'updates:changed': UpdateState;
}

export type Channel = keyof Calls;
export type EventName = keyof Events;

/** Errors lose their class and code on the way, so answers are wrapped. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string };
