/** Whether a memory's title is only its first words, as it is when nobody gave one. */
export function isOpening(name: string, content: string): boolean {
  const words = name.replace(/(?:…|\.\.\.)$/, '').trimEnd();
  return content.replaceAll(/\s+/g, ' ').trimStart().startsWith(words);
}
