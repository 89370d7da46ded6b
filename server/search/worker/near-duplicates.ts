/** Tells texts that say almost the same, by their runs of three words (Broder, "On the resemblance and containment of documents", 1997). */

/** Shares of runs in common from which on two texts are one. */
const resemblance = 0.85;
/** With fewer words, one that differs may change everything. */
const fewestWords = 20;
/** Texts whose numbers of words differ by more cannot resemble each other that much. */
const lengthRatio = 0.85;

/** Samples of a text, none of which stands in the other when the two have nothing to do with each other. */
const samples = 6;
const sampleLength = 10;

/** A text as it is compared. */
export class Shape {
  readonly #lower: string;
  #text: string | undefined;
  #words: readonly string[] | undefined;
  #runs: Set<string> | undefined;

  constructor(text: string) {
    this.#lower = text.toLowerCase();
  }

  resembles(other: Shape): boolean {
    if (!this.#hasSampleOf(other)) return false;
    const [own, others] = [this.text, other.text];
    if (own === others) return true;
    const [fewer, more] = [own.length, others.length].sort((one, two) => one - two) as [number, number];
    if (fewer < more * lengthRatio || this.#wordsOf().length < fewestWords) return false;
    return numbersOf(this) === numbersOf(other) && this.#resemblanceTo(other) >= resemblance;
  }

  /** Without case, spaces and punctuation. */
  get text(): string {
    this.#text ??= this.#lower.replace(/[\p{P}\p{Z}\s]+/gu, ' ').trim();
    return this.#text;
  }

  #hasSampleOf(shape: Shape): boolean {
    const other = shape.#lower;
    if (other.length < samples * sampleLength) return true;
    const step = Math.floor((other.length - sampleLength) / (samples - 1));
    for (let at = 0; at < samples; at++)
      if (this.#lower.includes(other.slice(at * step, at * step + sampleLength))) return true;
    return false;
  }

  #resemblanceTo(other: Shape): number {
    const [own, others] = [this.#runsOf(), other.#runsOf()];
    let common = 0;
    for (const run of own) if (others.has(run)) common++;
    return common / (own.size + others.size - common);
  }

  #wordsOf(): readonly string[] {
    this.#words ??= this.text.split(' ');
    return this.#words;
  }

  #runsOf(): Set<string> {
    const words = this.#wordsOf();
    this.#runs ??= new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
    return this.#runs;
  }
}

/** Texts with other numbers say something else, however alike they are. */
function numbersOf({ text }: Shape): string {
  return (text.match(/\p{N}+/gu) ?? []).join(' ');
}
