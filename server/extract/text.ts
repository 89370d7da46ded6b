/** Bytes to text, whatever the encoding, and what text may contain once it is indexed. */
import chardet from 'chardet';

/** Decodes by byte order mark, then by `declared`, then as UTF-8, then by guess. What cannot be decoded becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const sure = markedEncoding(bytes) ?? unmarkedUtf16(bytes);
  if (sure !== undefined) return new TextDecoder(sure).decode(bytes);
  const strict = decodeStrictly(bytes, 'utf-8') ?? (declared && decodeStrictly(bytes, declared));
  return strict ?? new TextDecoder(guessEncoding(bytes)).decode(bytes);
}

/** Undefined when the bytes are not of that encoding, or no such encoding is known. */
function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  // FF FE 00 00 marks UTF-32, which nothing writes and TextDecoder does not know.
  if (bytes[0] === 0xff && bytes[1] === 0xfe && (bytes[2] !== 0 || bytes[3] !== 0)) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

const sampleBytes = 65_536;

/** UTF-16 without a mark: every other byte of mostly Latin text is zero. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes & ~1);
  if (sample.length < 4 || bytes.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.02) return 'utf-16le';
  if (even > half * 0.4 && odd < half * 0.02) return 'utf-16be';
  return undefined;
}

/** The likeliest encoding that decodes the sample without a fault; guesses on a few bytes are wrong, hence the fallback. */
function guessEncoding(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, sampleBytes);
  const likely = chardet.analyse(sample).filter(({ confidence }) => confidence >= 10);
  const fitting = likely.find(({ name }) => {
    const text = decodeStrictly(trimPartial(sample, bytes), name);
    return text !== undefined && !/[\u0080-\u009f]/.test(text);
  });
  return fitting?.name ?? 'windows-1252';
}

/** A sample that was cut may end within a character; the last line break before that is safe. */
function trimPartial(sample: Uint8Array, whole: Uint8Array): Uint8Array {
  if (sample.length === whole.length) return sample;
  const end = sample.lastIndexOf(10);
  return end === -1 ? sample : sample.subarray(0, end);
}

/** Whether bytes look like text: an encoding with marks, or hardly a control character and no zero. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (markedEncoding(bytes) !== undefined || unmarkedUtf16(bytes) !== undefined) return true;
  const sample = bytes.subarray(0, sampleBytes);
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls += 1;
  }
  return controls <= sample.length / 200 && !isNoise(sample);
}

/** Random bytes are seldom ASCII letters and spaces, and never UTF-8; text of any old encoding has line breaks or spaces. */
function isNoise(sample: Uint8Array): boolean {
  const high = sample.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  if (
    high < sample.length * 0.3 ||
    decodeStrictly(sample.subarray(0, sample.length - 4), 'utf-8') !== undefined
  )
    return false;
  const best = chardet.analyse(sample)[0];
  return best === undefined || best.confidence < 20;
}

/** Lines of text; any of the three line ends counts. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/**
 * Composed (NFC), without control characters, soft hyphens, direction marks and other marks that no reader sees.
 * Keeps the number of lines.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\v\f\u0085\u2028\u2029\u00a0]/g, ' ')
    .replaceAll(
      /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u202a-\u202e\u2066-\u2069\ufeff\r]|[\u{e0000}-\u{e007f}]/gu,
      '',
    );
}
