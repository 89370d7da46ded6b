/** How an update stands. */

export type UpdateState =
  /** This build never updates itself, and why. */
  | { readonly state: 'off'; readonly reason: string }
  | { readonly state: 'current' }
  | { readonly state: 'checking' }
  | { readonly state: 'downloading'; readonly version: string; readonly percent: number }
  /** Downloaded, and its signature fits. */
  | { readonly state: 'ready'; readonly version: string }
  | { readonly state: 'failed'; readonly message: string };
