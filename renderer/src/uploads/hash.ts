/** The SHA-256 of a file before it is sent: what the account has already needs not be sent at all. */
import { largeBytes } from './pieces.ts';

/** Larger files are not hashed: a browser can only do it with the whole file in memory. */
const mostBytes = 256 * 1024 * 1024;

/** @returns 64 hex digits; nothing for files that are sent at once, and for those that cannot be hashed */
export async function hashOf(file: File): Promise<string | undefined> {
  if (file.size <= largeBytes || file.size > mostBytes || !isSecureContext) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
