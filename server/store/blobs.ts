/** The bytes of file versions, encrypted, apart from records. A driver is a folder (or, later, S3). */

/** How to read a blob again. It holds the blob's own key, so it is kept only in encrypted payloads. */
export interface BlobReference {
  /** Where the driver finds it; derived from an HMAC of the content, never from the content's plain hash. */
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
  /** Makes it durable under its name: fsync, rename, fsync of the folder. Before that, nothing sees it. */
  keep(): Promise<void>;
  /** Forgets it, for instance because the account has the same content already. */
  discard(): Promise<void>;
}

export interface BlobStore {
  /**
   * Encrypts a stream to disk as it arrives. A `name` (48 hex digits) may be chosen by who has to find it again after
   * a crash; else it derives from the content.
   *
   * @throws KeepsakeError PAYLOAD_TOO_LARGE past `maxBytes`, STORAGE_FULL; nothing stays behind then.
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
  /** The fingerprint that content with this SHA-256 (hex) has, or would have, in an account. */
  fingerprint(account: string, sha256: string): string;
  /** Bytes that are free where blobs are kept. */
  freeBytes(): Promise<number>;
  /** Names kept before `before` (milliseconds since 1970), to find those that no record refers to. */
  list(before: number): AsyncIterable<string>;
}
