/** Tokens keep their id readable and show a mistyped character. */
import { describe, expect, it } from 'vitest';
import { hashToken, newToken, readToken } from './tokens.ts';

describe('tokens', () => {
  it('a new secret tells its type and id', () => {
    const token = newToken('ksk');
    expect(token.secret).toMatch(/^ksk_local_/);
    expect(readToken(token.secret)).toEqual({ type: 'ksk', id: token.id });
  });

  it('a secret with one changed, missing or added character is not recognised', () => {
    const { secret } = newToken('kso');
    const at = 40;
    const changed = secret.slice(0, at) + (secret[at] === 'a' ? 'b' : 'a') + secret.slice(at + 1);
    for (const wrong of [
      changed,
      secret.slice(1),
      secret.slice(0, -1),
      `${secret}0`,
      '',
      'ksk_local_x_y_z',
    ]) {
      expect(readToken(wrong)).toBeUndefined();
    }
  });

  it('every one of a thousand secrets is recognised, whatever its random part', () => {
    for (let i = 0; i < 1_000; i++) expect(readToken(newToken('ksk').secret)).toBeDefined();
  });

  it('two secrets differ, and so do their hashes', () => {
    const [a, b] = [newToken('ksk').secret, newToken('ksk').secret];
    expect(a).not.toBe(b);
    expect(hashToken(a)).not.toBe(hashToken(b));
    expect(hashToken(a)).toMatch(/^[0-9a-f]{64}$/);
  });
});
