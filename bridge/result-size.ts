/** How large a result is for a client: most count tokens, and cut or refuse what is over their limit. */

/**
 * Clients that say so cut at 25,000 tokens (Claude Code, where `MAX_MCP_OUTPUT_TOKENS` sets another limit); a fifth is left
 * for what this estimate misses.
 */
export function safeTokens(env: NodeJS.ProcessEnv = process.env): number {
  const stated = Number(env['MAX_MCP_OUTPUT_TOKENS']);
  return Math.floor((Number.isInteger(stated) && stated >= 1_000 ? stated : 25_000) * 0.8);
}

/** No more than this many bytes of JSON, pictures included, whatever the tokens. */
export const safeBytes = 1_000_000;

/** How many tokens a text is, about: four letters of ASCII each, and each other character one. */
export function tokensOf(text: string): number {
  return Math.ceil(unitsIn(text, Number.POSITIVE_INFINITY).units / 4);
}

/** The end of the longest piece that begins at `from` and holds no more than `tokens`, never within a character. */
export function endOfPiece(text: string, from: number, tokens: number): number {
  return unitsIn(text, tokens * 4, from).end;
}

function unitsIn(text: string, most: number, from = 0): { units: number; end: number } {
  let units = 0;
  let end = from;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    const more = code < 128 ? 1 : 4;
    if (units + more > most) break;
    units += more;
    end += code > 0xffff ? 2 : 1;
  }
  return { units, end };
}
