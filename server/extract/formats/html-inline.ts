/** What stands within a line of a page, and how its white space collapses. */

/** Elements within a line; every other one begins and ends a paragraph. */
export const inline: ReadonlySet<string> = new Set(
  (
    'A ABBR ACRONYM B BDI BDO BIG BUTTON CITE CODE DATA DEL DFN EM FONT I IMG KBD INPUT INS LABEL MARK NOBR OUTPUT Q RB RP RT ' +
    'RUBY S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR'
  ).split(' '),
);

export function squeezed(text: string): string {
  return text.replaceAll(/[ \t\r\n\f\u00a0]+/g, ' ').trim();
}
