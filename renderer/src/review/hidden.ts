/** Signs that cannot be seen: found in a text, so that they can be shown by their number. */

export interface TextPart {
  readonly text: string;
  /** Such as `U+200B`, for signs that nobody would see. */
  readonly hidden?: string;
}

const unseenRanges = [
  String.raw`\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F`,
  String.raw`\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164`,
  String.raw`\uFE00-\uFE0F\uFEFF\uFFA0\u{E0000}-\u{E0FFF}`,
];
/** Tags, direction controls, characters of no width, variation selectors; as the server's flag `hidden_text` names them. */
const unseen = new RegExp(`[${unseenRanges.join('')}]`, 'u');
const runs = new RegExp(`(${unseen.source}+)`, 'u');
const tagBase = 0xe0000;
const tagRange = /^[\u{E0020}-\u{E007E}]+$/u;

/** @returns the text in parts, in order; runs of unseen signs are parts of their own, and words written in tags are read */
export function visibleParts(text: string): TextPart[] {
  return text
    .split(new RegExp(runs.source, 'gu'))
    .filter((part) => part !== '')
    .map((part) => (unseen.test(part) ? { text: part, hidden: nameOf(part) } : { text: part }));
}

function nameOf(run: string): string {
  const signs = Array.from(run, (sign) => sign.codePointAt(0) ?? 0);
  if (tagRange.test(run)) return String.fromCodePoint(...signs.map((sign) => sign - tagBase));
  return signs.map((sign) => `U+${sign.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}
