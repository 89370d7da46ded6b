/** The path of headings that a block stands under. */

export interface HeadingPath {
  /** Enters a heading and leaves those of its level and below. */
  enter(level: number, text: string): void;
  /** For a block's place: nothing above the first heading. */
  place(): { headings?: string[] };
}

/** Levels may be skipped: an h4 under an h2 stands right below it. */
export function createHeadingPath(): HeadingPath {
  const open: { level: number; text: string }[] = [];
  return {
    enter(level, text) {
      while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
      open.push({ level, text });
    },
    place: () => (open.length === 0 ? {} : { headings: open.map(({ text }) => text) }),
  };
}
