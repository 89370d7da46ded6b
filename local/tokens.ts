/** Secrets that callers present: made, recognised and hashed in one place. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newId } from './ids.ts';

/**
 * `ksk`: a key's secret. `kso`: an owner token. `ksp`: a page's one-time code. `kss`: a page's session. `ksb`: the bridge's
 * own address. `kst`: a member's personal access token. `ksm`: a member's page session. `ksi`: an invitation.
 */
export type TokenType = 'ksk' | 'kso' | 'ksp' | 'kss' | 'ksb' | 'kst' | 'ksm' | 'ksi';

const environment = 'local';
const shape = /^(ks[bikmopst])_([a-z]+)_([0-9a-z]{26})_([A-Za-z0-9-]{43})_([0-9a-f]{8})$/;

export interface Token {
  /** Names the token without giving it away; 26 characters. */
  readonly id: string;
  /** `<type>_<env>_<id>_<random>_<checksum>`: 256 random bits, and a CRC-32 by which a mistyped one is told at once. */
  readonly secret: string;
}

/** A new secret. `id` (26 characters, as in a TypeID) defaults to a new one. */
export function newToken(type: TokenType, id = newId('key').slice(4)): Token {
  const random = randomBytes(32).toString('base64url').replaceAll('_', '-');
  const body = `${type}_${environment}_${id}_${random}`;
  return { id, secret: `${body}_${checksum(body)}` };
}

/** The type and id inside a secret, or undefined when it is none of ours (wrong shape or checksum). */
export function readToken(secret: string): { type: TokenType; id: string } | undefined {
  const match = shape.exec(secret);
  if (match === null || checksum(secret.slice(0, -9)) !== match[5]) return undefined;
  return { type: match[1] as TokenType, id: match[3] as string };
}

/** What is stored of a secret: its SHA-256 in hex. Enough, since 256 random bits cannot be guessed. */
export function hashToken(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
