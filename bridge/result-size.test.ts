/** What counts as too large, and where a text is divided. */
import { expect, test } from 'vitest';
import { endOfPiece, safeTokens, tokensOf } from './result-size.ts';

test('letters count as a quarter of a token, other characters as one', () => {
  expect(tokensOf('a'.repeat(400))).toBe(100);
  expect(tokensOf('灯'.repeat(400))).toBe(400);
  expect(tokensOf('😀'.repeat(10))).toBe(10);
  expect(tokensOf('')).toBe(0);
});

test('pieces put together are the text, and none ends within a character', () => {
  const text = 'abc灯😀é'.repeat(50);
  let joined = '';
  for (let from = 0; from < text.length;) {
    const end = endOfPiece(text, from, 7);
    const piece = text.slice(from, end);
    expect(piece.isWellFormed()).toBe(true);
    expect(tokensOf(piece)).toBeLessThanOrEqual(7);
    joined += piece;
    from = end;
  }
  expect(joined).toBe(text);
});

test('the limit is that of the client where it says one', () => {
  expect(safeTokens({})).toBe(20_000);
  expect(safeTokens({ MAX_MCP_OUTPUT_TOKENS: '50000' })).toBe(40_000);
  for (const odd of ['', 'many', '-1', '5']) expect(safeTokens({ MAX_MCP_OUTPUT_TOKENS: odd })).toBe(20_000);
});
