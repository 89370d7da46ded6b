/** What a provider of embeddings is to the rest of the server: texts in, vectors out. It knows neither store nor search. */

export interface ModelSettings {
  /** Address of a server that speaks `/v1/embeddings`; left out for a model in the models folder of this computer. */
  readonly url?: string | undefined;
  readonly model: string;
  /** What every vector must have; not checked when left out. */
  readonly dimensions?: number | undefined;
  /** Whether the owner chose them, so that the model is asked for as many. */
  readonly dimensionsChosen?: boolean | undefined;
  /** Sent as the bearer. */
  readonly secret?: string | undefined;
}

export interface EmbedOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether a server that is busy is waited for; a search does not wait. */
  readonly patient: boolean;
}

export interface Embedder {
  /**
   * The vectors of texts, in their order.
   *
   * @throws KeepsakeError UNAVAILABLE; its message holds no text and no secret.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
  close(): Promise<void>;
}
