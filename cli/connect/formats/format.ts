/** What a configuration format offers: reading, and putting or removing one entry without disturbing the rest. */

/** Where a client keeps its servers: a map by name, or a list of entries that hold their name. */
export interface Slot {
  readonly container: readonly string[];
  readonly name: string;
  readonly kind: 'map' | 'list';
}

export type Entry = Readonly<Record<string, unknown>>;

export interface ConfigFormat {
  /** The content as a value; undefined when there is none. @throws BrokenConfig */
  parse(text: string): unknown;
  /** The text with the entry added, or put in the place of the one of its name. @throws BrokenConfig */
  put(text: string, slot: Slot, entry: Entry): string;
  /** The text without the entry of this name, which must be there. @throws BrokenConfig */
  remove(text: string, slot: Slot): string;
}

/** A configuration that cannot be read, or not be changed safely; the message never quotes it. */
export class BrokenConfig extends Error {
  override readonly name = 'BrokenConfig';
}

/** One that does not follow its format, and where. */
export function brokenAt(text: string, offset: number, what: string): BrokenConfig {
  const before = text.slice(0, offset).split('\n');
  return new BrokenConfig(`line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`);
}

export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Replaces a part of a text. */
export function splice(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Lines below a given indentation, in the line ends of the file. */
export function indented(block: string, indent: string, eol: string): string {
  return block
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join(eol);
}
