/** Bytes of many encodings, and what is left of text once it is clean. */
import { describe, expect, test } from 'vitest';
import { cleanText, decodeText, linesOf, looksLikeText } from './text.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('decoding', () => {
  test('byte order marks decide, and are not part of the text', () => {
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x68))).toBe('h');
    expect(decodeText(bytes(0xff, 0xfe, 0x68, 0))).toBe('h');
    expect(decodeText(bytes(0xfe, 0xff, 0, 0x68))).toBe('h');
  });

  test('UTF-16 without a mark is told by its zeros', () => {
    expect(decodeText(Buffer.from('plain words', 'utf16le'))).toBe('plain words');
  });

  test('a declared encoding comes before a guess, and after UTF-8', () => {
    const russian = bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2);
    expect(decodeText(russian, 'windows-1251')).toBe('Привет');
    expect(decodeText(Buffer.from('Привет'), 'windows-1251')).toBe('Привет');
    expect(decodeText(russian, 'no-such-encoding')).toHaveLength(6);
  });

  test('a few bytes of Western text are not taken for anything exotic', () => {
    expect(decodeText(Buffer.from('café', 'latin1'))).toBe('café');
  });

  test('what no encoding fits does not throw', () => {
    expect(decodeText(bytes(0x81, 0x8d, 0x8f))).toHaveLength(3);
  });
});

describe('telling text from data', () => {
  test('zeros and control characters make data', () => {
    expect(looksLikeText(bytes(0x68, 0, 0x69, 0x6a, 0x6b))).toBe(false);
    expect(looksLikeText(bytes(1, 2, 3, 4, 5, 6))).toBe(false);
  });

  test('text with escape sequences, tabs and form feeds is text', () => {
    expect(looksLikeText(Buffer.from('\u001b[1mbold\u001b[0m\tnext\f page\r\n'))).toBe(true);
  });
});

test('lines end in any of three ways', () => {
  expect(linesOf('a\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
});

test('cleaning keeps every line break and drops what is invisible', () => {
  expect(cleanText('a\u0007\n\u200eb\u202e\n\n\ufeffc\u{e0041}\u00a0d')).toBe('a\n\u200eb\n\nc d');
});
