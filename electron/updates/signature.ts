/**
 * Signatures of updates: Ed25519 over the version and the SHA-512 of each file. electron-updater checks a file against
 * the SHA-512 of its feed; this checks that the feed itself comes from whoever holds the key, on every system.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

/** The part of electron-updater's UpdateInfo that is signed. */
export interface SignedInfo {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly sha512: string }[];
  /** Base64; our own field of the feed's YAML. */
  readonly keepsakeSignature?: unknown;
}

/** Sorted, so that the order of the feed does not matter; each line ends, so that no two lists give the same bytes. */
function signedBytes({ version, files }: SignedInfo): Buffer {
  const lines = files.map(({ url, sha512 }) => `${url}\t${sha512}`).sort();
  return Buffer.from(['keepsake update 1', version, ...lines, ''].join('\n'));
}

/** @param privateKey Ed25519 in PEM @returns base64 */
export function signUpdate(info: SignedInfo, privateKey: string): string {
  return sign(null, signedBytes(info), createPrivateKey(privateKey)).toString('base64');
}

/** @param publicKey Ed25519 in PEM */
export function isSigned(info: SignedInfo, publicKey: string): boolean {
  if (typeof info.keepsakeSignature !== 'string' || info.files.length === 0) return false;
  try {
    const key = createPublicKey(publicKey);
    const signature = Buffer.from(info.keepsakeSignature, 'base64');
    return key.asymmetricKeyType === 'ed25519' && verify(null, signedBytes(info), key, signature);
  } catch {
    return false;
  }
}
