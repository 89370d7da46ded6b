/** How long a text is, in words, for scripts with and without spaces between them. */

/** Scripts that put no spaces between words: about two characters make one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const unspacedPerWord = 2;
/** Longer runs (encoded data, addresses) count as several words. */
const longestWord = 20;

/** Words of `text`: an estimate that never lets a piece grow long unseen. */
export function countWords(text: string): number {
  let unspacedCharacters = 0;
  const spaced = text.replace(unspaced, () => {
    unspacedCharacters += 1;
    return ' ';
  });
  let words = Math.ceil(unspacedCharacters / unspacedPerWord);
  for (const [word] of spaced.matchAll(/\S+/g)) words += Math.ceil(word.length / longestWord);
  return words;
}
