/** Rules wait for nothing: what they ask for and was not loaded yet is loaded, and they are asked again. */

/** Something that rules may ask, and how it is found out. */
export interface Question<T> {
  readonly name: string;
  readonly load: () => Promise<T>;
}

export function question<T>(name: string, load: () => Promise<T>): Question<T> {
  return { name, load };
}

/** Something that was not loaded yet. */
export class NotLoaded extends Error {
  readonly load: () => Promise<void>;

  constructor(load: () => Promise<void>) {
    super('not loaded yet');
    this.load = load;
  }
}

/** Decides once everything is there that the decision asks for. */
export async function untilLoaded<T>(decide: () => T): Promise<T> {
  for (;;) {
    try {
      return decide();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await error.load();
    }
  }
}

/** Answers by the names of their questions. */
export interface Answers {
  /** What a question was answered with before; else it is loaded. */
  readonly ask: <T>(asked: Question<T>) => T;
  /** Loads what is surely asked, at once. */
  readonly load: (all: readonly Question<unknown>[]) => Promise<void>;
  /** What a question about several records was answered with. */
  readonly note: (name: string, value: unknown) => void;
}

export function createAnswers(): Answers {
  const known = new Map<string, unknown>();

  async function answer({ name, load }: Question<unknown>): Promise<void> {
    known.set(name, await load());
  }

  return {
    ask<T>(asked: Question<T>): T {
      if (known.has(asked.name)) return known.get(asked.name) as T;
      throw new NotLoaded(() => answer(asked));
    },
    async load(all: readonly Question<unknown>[]): Promise<void> {
      const once = new Map(all.map((one) => [one.name, one]));
      await Promise.all([...once.values()].map(answer));
    },
    note: (name: string, value: unknown) => void known.set(name, value),
  };
}
