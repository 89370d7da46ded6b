/** Texts as parts of paths and lines: in one order everywhere, and safe as the name of a file on any system. */

/** By UTF-16 code units, whatever the language of the system. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Words of a title as part of a file's name; empty when it has none. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return Array.from(words.join('-')).slice(0, 40).join('').replace(/-+$/, '');
}

/** Any text as the name of one file: what some system refuses is written as %XX. */
export function fileNameOf(text: string): string {
  const safe = text.replaceAll(/[^\p{L}\p{N} ._@+=,-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  const ends = safe.replace(/^\.|[. ]$/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const name = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(ends) ? `%${ends}` : ends;
  if (Buffer.byteLength(name) <= 180) return name;
  return `${Array.from(name).slice(0, 40).join('')}~${shortHash(text)}`;
}

function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
