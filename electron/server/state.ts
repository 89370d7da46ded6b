/** How the local server stands, as the tray, the window and the failure screen show it. */

export type ServerState =
  | { readonly state: 'starting' }
  /** `own` is false for a server that was running before the app, such as one of a terminal. */
  | { readonly state: 'running'; readonly own: boolean }
  /** It ended and is started again in a moment. */
  | { readonly state: 'restarting'; readonly failures: number }
  /** It ended too often; only a person starts it again. */
  | { readonly state: 'failed'; readonly message: string }
  /** It finishes what it is answering. */
  | { readonly state: 'stopping' }
  | { readonly state: 'paused' }
  | { readonly state: 'stopped' };
