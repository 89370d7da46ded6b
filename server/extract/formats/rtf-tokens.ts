/** The tokens of RTF (specification 1.9.1): groups, control words with their numbers, bytes of text. */

export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'control'; word: string; value: number | undefined }
  /** One byte of text, in the encoding of the font. */
  | { kind: 'byte'; byte: number };

const control = /\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([^a-zA-Z]))/y;

/** `source` holds a byte in each character. */
export function* rtfTokens(source: string): Generator<RtfToken> {
  let at = 0;
  while (at < source.length) {
    const character = source[at]!;
    if (character === '{' || character === '}') yield { kind: character === '{' ? 'open' : 'close' };
    else if (character === '\\') {
      control.lastIndex = at;
      const found = control.exec(source);
      if (found === null) return;
      at += found[0].length;
      const [, word, digits, hex, symbol] = found;
      const value = digits === undefined ? undefined : Number(digits);
      if (hex !== undefined) yield { kind: 'byte', byte: Number.parseInt(hex, 16) };
      else if (symbol !== undefined) yield symbolToken(symbol);
      else if (word === 'bin') at += Math.max(0, value ?? 0);
      else yield { kind: 'control', word: word!, value };
      continue;
    } else if (character !== '\r' && character !== '\n')
      yield { kind: 'byte', byte: character.charCodeAt(0) };
    at += 1;
  }
}

function symbolToken(symbol: string): RtfToken {
  if (symbol === '\r' || symbol === '\n') return { kind: 'control', word: 'par', value: undefined };
  if ('\\{}'.includes(symbol)) return { kind: 'byte', byte: symbol.charCodeAt(0) };
  return { kind: 'control', word: symbol, value: undefined };
}
