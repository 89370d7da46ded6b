/** The best of many: a heap of fixed size whose least can be asked for. */

export interface Scored {
  readonly source: number;
  readonly passage: number;
  readonly score: number;
}

/** Which of two passages goes first where their scores are equal: less than 0 for the first one. */
export type PlaceOrder = (
  source: number,
  passage: number,
  otherSource: number,
  otherPassage: number,
) => number;

export class Top {
  readonly #scores: Float64Array;
  readonly #passages: Int32Array;
  readonly #sources: Int32Array;
  #size = 0;
  readonly #order: PlaceOrder;
  /** What a score must reach to be kept, and be more than 0. */
  threshold = 0;

  /** @param order decides what is kept and what goes first among equals, whichever was offered first */
  constructor(limit: number, order: PlaceOrder) {
    this.#order = order;
    this.#scores = new Float64Array(limit);
    this.#passages = new Int32Array(limit);
    this.#sources = new Int32Array(limit);
  }

  offer(score: number, source: number, passage: number): void {
    if (score <= 0 || score < this.threshold) return;
    if (this.#size < this.#scores.length) this.#rise(this.#size++, score, source, passage);
    else if (this.#isWorse(0, score, source, passage)) this.#sink(score, source, passage);
    if (this.#size === this.#scores.length) this.threshold = this.#scores[0] as number;
  }

  /** Whether what is kept at a place goes after something else. */
  #isWorse(at: number, score: number, source: number, passage: number): boolean {
    const kept = this.#scores[at] as number;
    if (kept !== score) return kept < score;
    return this.#order(this.#sources[at] as number, this.#passages[at] as number, source, passage) > 0;
  }

  #isWorseThan(at: number, other: number): boolean {
    return this.#isWorse(
      at,
      this.#scores[other] as number,
      this.#sources[other] as number,
      this.#passages[other] as number,
    );
  }

  #set(at: number, score: number, source: number, passage: number): void {
    this.#scores[at] = score;
    this.#sources[at] = source;
    this.#passages[at] = passage;
  }

  #move(from: number, to: number): void {
    this.#set(
      to,
      this.#scores[from] as number,
      this.#sources[from] as number,
      this.#passages[from] as number,
    );
  }

  #rise(from: number, score: number, source: number, passage: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.#isWorse(parent, score, source, passage)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#set(at, score, source, passage);
  }

  #sink(score: number, source: number, passage: number): void {
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isWorseThan(child + 1, child)) child++;
      if (!this.#isWorse(child, score, source, passage)) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, score, source, passage);
  }

  /** Best first. */
  ranked(): Scored[] {
    return Array.from({ length: this.#size }, (_, at) => ({
      source: this.#sources[at] as number,
      passage: this.#passages[at] as number,
      score: this.#scores[at] as number,
    })).sort(
      (one, other) =>
        other.score - one.score || this.#order(one.source, one.passage, other.source, other.passage),
    );
  }
}
