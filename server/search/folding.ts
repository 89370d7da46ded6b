/** Folds words so that case, diacritics and ligatures make no difference between a query and a text. */

/** Letters that Unicode does not decompose, in lower case. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu');

/**
 * Marks that may be left out in writing: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and the
 * Arabic stretching stroke. Marks of Indic scripts are vowels and stay.
 */
const optionalMarks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;

const ascii = /^[\x00-\x7f]*$/;

/** The form of a word by which it is compared; `word` is in NFKC. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  if (ascii.test(lower)) return lower;
  const bare = lower.normalize('NFD').replace(optionalMarks, '').normalize('NFC');
  return bare.replace(special, (letter) => plain[letter] ?? letter);
}
