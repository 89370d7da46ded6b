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
  ё: 'е',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};

const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu');

/**
 * Marks that may be left out in writing: Latin and Greek accents, Hebrew points, Arabic vowel signs and hamzas, the Arabic
 * stretching stroke, the Indic dot below. Other marks of Indic scripts are vowels and stay.
 */
const optionalMarks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c]/gu;
/** Stress marks of Cyrillic, whose other marks make letters of their own (й, ї). */
const stress = /[\u0300\u0301]/gu;
const cyrillic = /\p{Script=Cyrillic}/u;
/** Hindi writes a nasal before a consonant as a letter or as a dot. */
const nasal = /[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])|\u0901/gu;

/** What has no width, such as a soft hyphen, but for the space of no width, which parts words. */
const invisible = /(?!\u200b)\p{Default_Ignorable_Code_Point}/gu;

const ascii = /^[\x00-\x7f]*$/;

/** A text without the characters that have no width. */
export function visible(text: string): string {
  return text.replace(invisible, '');
}

/** A word in lower case, with its accents; `word` is in NFKC. */
export function lower(word: string): string {
  const small = word.toLowerCase();
  return ascii.test(small) ? small : small.replaceAll('i\u0307', 'i');
}

/** The form of a word by which it is compared; `word` is in NFKC. */
export function fold(word: string): string {
  const small = word.toLowerCase();
  if (ascii.test(small)) return small;
  return withoutMarks(small)
    .replace(nasal, '\u0902')
    .replace(special, (letter) => plain[letter] ?? letter);
}

function withoutMarks(word: string): string {
  if (cyrillic.test(word)) return word.replace(stress, '');
  return word.normalize('NFD').replace(optionalMarks, '').normalize('NFC');
}
