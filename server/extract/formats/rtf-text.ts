/** Bytes and numbered characters of RTF as text. */

export interface RtfText {
  byte(byte: number): void;
  /** A UTF-16 code unit, after which `skip` characters of older encodings are left out. */
  codeUnit(value: number, skip: number): void;
  encoding(name: string): void;
  /** Hands gathered text over; with `endsSkipping`, nothing that follows is a stand-in for a character before it. */
  flush(endsSkipping: boolean): void;
}

export function createRtfText(put: (text: string) => void): RtfText {
  let bytes: number[] = [];
  let units = '';
  let skipping = 0;
  let decoder = new TextDecoder('windows-1252');

  function flushBytes(): void {
    if (bytes.length > 0) put(decoder.decode(Uint8Array.from(bytes)));
    bytes = [];
  }

  function flushUnits(): void {
    if (units !== '') put(units);
    units = '';
  }

  return {
    byte(byte) {
      if (skipping > 0) return void (skipping -= 1);
      flushUnits();
      bytes.push(byte);
    },
    codeUnit(value, skip) {
      flushBytes();
      units += String.fromCharCode(value & 0xffff);
      skipping = skip;
    },
    encoding(name) {
      flushBytes();
      if (decoder.encoding !== name) decoder = new TextDecoder(name);
    },
    flush(endsSkipping) {
      flushBytes();
      if (!endsSkipping) return;
      flushUnits();
      skipping = 0;
    },
  };
}

/** Windows' character sets by their number in a font table; undefined for the document's own. */
export function encodingOfCharset(charset: number): string | undefined {
  return charsets.get(charset);
}

const charsets: ReadonlyMap<number, string> = new Map([
  [77, 'macintosh'],
  [128, 'shift_jis'],
  [129, 'euc-kr'],
  [134, 'gbk'],
  [136, 'big5'],
  [161, 'windows-1253'],
  [162, 'windows-1254'],
  [163, 'windows-1258'],
  [177, 'windows-1255'],
  [178, 'windows-1256'],
  [186, 'windows-1257'],
  [204, 'windows-1251'],
  [222, 'windows-874'],
  [238, 'windows-1250'],
]);

const codePages: ReadonlyMap<number, string> = new Map([
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [866, 'ibm866'],
  [10_000, 'macintosh'],
  [65_001, 'utf-8'],
]);

export function encodingOfCodePage(page: number): string {
  return codePages.get(page) ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : 'windows-1252');
}
