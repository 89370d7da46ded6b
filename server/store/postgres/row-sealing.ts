/**
 * Rows as the database has them: values sealed, keys as they are, so that it keeps them in order. Keys that are made of
 * content are hashed under the scope's key, whole or their head, and stand sealed beside the value.
 */
import { rowPlace } from './places.ts';
import { rangeEnd } from './ranges.ts';
import { touchedSpace } from './touched-rows.ts';

/** Spaces by what of their keys is content. */
export interface HiddenKeys {
  /** Keys are a head, such as a plain hash of content that could be guessed, a space character, and an id. */
  readonly heads: readonly string[];
  /** The whole key. Such rows have no order here: `hidden-names.ts` reads ranges of them. Written by commits alone. */
  readonly whole: readonly string[];
}

export interface RowSealing {
  /** Whether the space's rows stand in the order of their keys. */
  isOrdered(space: string): boolean;
  /** What this driver keeps beside spaces whose keys are hidden whole; no copy has it. */
  readonly ownSpaces: readonly string[];
  /** Whether anything of its keys is hashed. */
  isHidden(space: string): boolean;
  key(space: string, key: string): Buffer;
  /** From where on, and before where, rows stand whose key begins with `prefix`: a whole head, where these are hidden. */
  range(space: string, prefix: string): { start: Buffer; end: Buffer };
  seal(scope: string, space: string, key: string, value: Uint8Array): Buffer;
  open(scope: string, space: string, row: { key: Buffer; value: Buffer }): { key: string; value: Uint8Array };
}

interface ValueSealing {
  readonly seal: (content: Uint8Array, place: string) => Buffer;
  readonly open: (sealed: Uint8Array, place: string) => Buffer;
  readonly word: (text: string) => string;
}

export function rowSealing({ seal, open, word }: ValueSealing, hidden: HiddenKeys): RowSealing {
  const [heads, whole] = [new Set(hidden.heads), new Set(hidden.whole)];
  const isHidden = (space: string) => heads.has(space) || whole.has(space);
  /** What of a key is hidden. */
  const headOf = (space: string, key: string) =>
    whole.has(space) ? key : heads.has(space) ? key.slice(0, key.indexOf(' ') + 1) : '';
  const placed = (space: string, key: string) => {
    const head = headOf(space, key);
    return head === '' ? key : `${word(`${space} ${head}`)} ${key.slice(head.length)}`;
  };
  return {
    isOrdered: (space) => !whole.has(space),
    isHidden,
    ownSpaces: hidden.whole.map(touchedSpace),
    key: (space, key) => Buffer.from(placed(space, key)),
    range(space, prefix) {
      const isPart = whole.has(space) || (heads.has(space) && headOf(space, prefix) === '');
      if (prefix !== '' && isPart)
        throw new TypeError(`rows of ${space} have no order by parts of their keys`);
      const start = placed(space, prefix);
      return { start: Buffer.from(start), end: rangeEnd(start) };
    },
    seal(scope, space, key, value) {
      const place = rowPlace(scope, space, placed(space, key));
      if (!isHidden(space)) return seal(value, place);
      const head = Buffer.from(headOf(space, key));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(head.length);
      return seal(Buffer.concat([length, head, value]), place);
    },
    open(scope, space, row) {
      const key = row.key.toString();
      const content = open(row.value, rowPlace(scope, space, key));
      if (!isHidden(space)) return { key, value: bytesOf(content) };
      const end = 2 + content.readUInt16BE(0);
      const head = content.subarray(2, end).toString();
      const rest = head === '' ? key : key.slice(key.indexOf(' ') + 1);
      return { key: `${head}${rest}`, value: bytesOf(content.subarray(end)) };
    },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
