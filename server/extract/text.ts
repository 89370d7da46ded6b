/** Bytes to text, whatever the encoding, and what text may contain once it is indexed. */
import chardet from 'chardet';

/** Decodes by byte order mark, then as UTF-8, then by guess. @throws never: what cannot be decoded becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  const marked = byMark(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeGuess(bytes);
  }
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function decodeGuess(bytes: Uint8Array): string {
  const guess = chardet.detect(bytes) ?? 'windows-1252';
  try {
    return new TextDecoder(guess).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Whether bytes look like text: no NUL without a byte order mark, and few control characters. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (byMark(bytes) !== undefined) return true;
  const sample = bytes.subarray(0, 8_192);
  let control = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control += 1;
  }
  return control <= sample.length / 100;
}

/** Composed, with plain line ends, without control characters; spaces and breaks as they were. */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\u200b\ufeff]/g, '');
}
