/** What is measured of a memory server or library. Texts go by their number. */

export interface Peer {
  readonly name: string;
  /** Adds texts until there are so many. */
  fill(size: number): Promise<void>;
  add(text: string): Promise<unknown>;
  get(at: number): Promise<unknown>;
  /** The newest ones, or whatever the peer offers for that. */
  list(): Promise<unknown>;
  readonly history?: (at: number) => Promise<unknown>;
  search(query: string): Promise<unknown>;
  close(): Promise<void>;
}
