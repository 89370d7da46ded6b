/** The bytes of file versions, encrypted, apart from records. Drivers: a folder, S3. `blobs.suite.ts` holds what each must pass. */

/** How to read a blob again. It holds the blob's own key, so it is kept only in encrypted payloads. */
export interface BlobReference {
  /** Where the driver finds it: chance, or derived from an HMAC of the content; never from the content's plain hash. */
  readonly name: string;
  /** AES-256 key of this blob alone, base64. */
  readonly key: string;
  /** Bytes of content. */
  readonly size: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
}

export interface StagedBlob extends BlobReference {
  /** HMAC of the content, hex: equal for equal contents of one account, and tells nothing without the account's key. */
  readonly fingerprint: string;
  /** Makes it durable under its name: fsync, rename, fsync of the folder; or completing the upload. Before that, nothing sees it. */
  keep(): Promise<void>;
  /** Forgets it, for instance because the account has the same content already. */
  discard(): Promise<void>;
}

export interface BlobStore {
  /**
   * Encrypts a stream as it arrives. A `name` (48 hex digits) may be chosen by who has to find it again after a crash.
   *
   * @throws KeepsakeError PAYLOAD_TOO_LARGE past `maxBytes`, STORAGE_FULL, UNAVAILABLE when the place does not answer;
   * nothing stays behind then that `tidy` does not remove.
   */
  stage(
    account: string,
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
    name?: string,
  ): Promise<StagedBlob>;
  /** The content from byte `start` up to `end`, exclusive. Damage is noticed before a damaged byte is returned. */
  read(blob: BlobReference, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  /** The encrypted bytes under a name, as they are kept; undefined when there are none. */
  sealed(name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Puts encrypted bytes, which `sealed` gave, under their name. */
  restore(name: string, sealed: AsyncIterable<Uint8Array>): Promise<void>;
  /** The fingerprint that content with this SHA-256 (hex) has, or would have, in an account. */
  fingerprint(account: string, sha256: string): string;
  /** Bytes that are free where blobs are kept; Infinity where nobody can say. */
  freeBytes(): Promise<number>;
  /** Names kept before `before` (milliseconds since 1970) or long before, to find those that no record refers to. */
  list(before: number): AsyncIterable<string>;
  /** Removes what was staged, and neither kept nor changed since `before` (milliseconds since 1970). */
  tidy(before: number): Promise<void>;
}
