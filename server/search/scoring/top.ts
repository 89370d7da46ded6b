/** The best of many: a heap of fixed size whose least can be asked for. */

export interface Scored {
  readonly source: number;
  readonly passage: number;
  readonly score: number;
}

export class Top {
  readonly #scores: Float64Array;
  readonly #passages: Int32Array;
  readonly #sources: Int32Array;
  #size = 0;
  /** What a score must exceed to be kept. */
  threshold = 0;

  constructor(limit: number) {
    this.#scores = new Float64Array(limit);
    this.#passages = new Int32Array(limit);
    this.#sources = new Int32Array(limit);
  }

  offer(score: number, source: number, passage: number): void {
    if (score <= this.threshold) return;
    if (this.#size < this.#scores.length) this.#rise(this.#size++, score, source, passage);
    else this.#sink(score, source, passage);
    if (this.#size === this.#scores.length) this.threshold = this.#scores[0] as number;
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
      if ((this.#scores[parent] as number) <= score) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#set(at, score, source, passage);
  }

  #sink(score: number, source: number, passage: number): void {
    const scores = this.#scores;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (scores[child + 1] as number) < (scores[child] as number)) child++;
      if ((scores[child] as number) >= score) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, score, source, passage);
  }

  /** Best first; equal scores in order of source and passage. */
  ranked(): Scored[] {
    return Array.from({ length: this.#size }, (_, at) => ({
      source: this.#sources[at] as number,
      passage: this.#passages[at] as number,
      score: this.#scores[at] as number,
    })).sort(
      (one, other) => other.score - one.score || one.source - other.source || one.passage - other.passage,
    );
  }
}
