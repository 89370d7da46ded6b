/** Text that people do not see and models read: tags, directions and characters of no width (Unicode TR 36 and 39). */

/** Emoji flags of regions: a black flag, tags and their end. */
const regionFlag = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;
/** Joiners between emoji, and in scripts that spell with them. */
const joining =
  /(?<=\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})\u200d(?=\p{Extended_Pictographic})|(?<=[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Mong}\p{sc=Khmr}\p{sc=Mymr}\p{M}])[\u200c\u200d]/gu;
/** Variation sequences of ideographs. */
const ideographVariant = /(?<=\p{sc=Han})[\u{e0100}-\u{e01ef}]/gu;

const kinds = [
  ['tags', /[\u{e0000}-\u{e007f}]/u],
  ['direction', /[\u202a-\u202e\u2066-\u2069]/u],
  ['zero_width', /[\u200b-\u200d\u2060-\u2064\u115f\u1160\u3164\uffa0]|(?<=.)\ufeff/su],
  ['variation', /[\u{e0100}-\u{e01ef}]/u],
] as const;

/** The kinds of hidden text in it: `tags`, `direction`, `zero_width`, `variation`. */
export function hiddenTextIn(text: string): string[] {
  const visible = text.replace(regionFlag, '').replace(joining, '').replace(ideographVariant, '');
  return kinds.filter(([, pattern]) => pattern.test(visible)).map(([kind]) => kind);
}
