/** Tells texts that say almost the same, by their runs of three words (Broder, "On the resemblance and containment of documents", 1997). */

/** Shares of runs in common from which on two texts are one. */
const resemblance = 0.85;
/** With fewer words, one that differs may change everything. */
const fewestWords = 20;
/** Texts whose numbers of words differ by more cannot resemble each other that much. */
const lengthRatio = 0.85;

/** A text as it is compared. */
export class Shape {
  /** Without case, spaces and punctuation. */
  readonly text: string;
  #words: readonly string[] | undefined;
  #runs: Set<string> | undefined;

  constructor(text: string) {
    this.text = text
      .toLowerCase()
      .replace(/[\p{P}\p{Z}\s]+/gu, ' ')
      .trim();
  }

  resembles(other: Shape): boolean {
    if (this.text === other.text) return true;
    const [fewer, more] = [this.text.length, other.text.length].sort((one, two) => one - two) as [
      number,
      number,
    ];
    if (fewer < more * lengthRatio || this.#wordsOf().length < fewestWords) return false;
    if (numbersOf(this) !== numbersOf(other)) return false;
    const [own, others] = [this.#runsOf(), other.#runsOf()];
    let common = 0;
    for (const run of own) if (others.has(run)) common++;
    return common >= resemblance * (own.size + others.size - common);
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
