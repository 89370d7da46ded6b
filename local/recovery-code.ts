/** The recovery code: 200 random bits that a person can write down, with a checksum against slips of the pen. */
import { hkdfSync, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { KeepsakeError } from '../contract/errors.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const digits = 40;

/** A new code such as `KSRC-01234-…`: 40 digits of Crockford's base 32 and 2 of checksum, in groups of six. */
export function newRecoveryCode(): string {
  const random = [...randomBytes(digits)].map((byte) => alphabet[byte & 31]).join('');
  const all = random + checksum(random);
  return ['KSRC', ...(all.match(/.{6}/g) ?? [])].join('-');
}

/**
 * The key that a code stands for, 32 bytes (HKDF-SHA-256, RFC 5869).
 *
 * @throws KeepsakeError VALIDATION_ERROR when it was mistyped.
 */
export function keyOfRecoveryCode(code: string): Buffer {
  const plain = code
    .toUpperCase()
    .replace(/^\s*KSRC/, '')
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const random = plain.slice(0, digits);
  if (plain.length !== digits + 2 || checksum(random) !== plain.slice(digits)) {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'This is not a recovery code: a letter or digit is missing or wrong. Compare it with what you wrote down.',
    );
  }
  return Buffer.from(hkdfSync('sha256', random, '', 'keepsake recovery', 32));
}

function checksum(text: string): string {
  const sum = crc32(text);
  return `${alphabet[(sum >>> 5) & 31]}${alphabet[sum & 31]}`;
}
