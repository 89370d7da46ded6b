/** The keys of the files: the catalogue's comes from the master key, each project's is random and kept wrapped. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { unreadable } from './failures.ts';

const nonceBytes = 12;
const tagBytes = 16;

/** HKDF-SHA256 (RFC 5869) of the master key, 32 bytes; each purpose has a key of its own. */
export function derivedKey(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `keepsake ${purpose}`, 32));
}

/** The wrapped form is nonce, tag and ciphertext of AES-256-GCM, bound to the account and project it belongs to. */
export interface KeyWrap {
  wrap(key: Buffer, account: string, project: string): Buffer;
  /** @throws KeepsakeError DATA_FOLDER_UNREADABLE when the bytes or their owner were changed. */
  unwrap(wrapped: Buffer, account: string, project: string): Buffer;
}

export function createKeyWrap(masterKey: Uint8Array): KeyWrap {
  const wrappingKey = derivedKey(masterKey, 'project keys');
  const owner = (account: string, project: string) => Buffer.from(`${account}\n${project}`);
  return {
    wrap(key, account, project) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: tagBytes });
      cipher.setAAD(owner(account, project));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    unwrap(wrapped, account, project) {
      try {
        const nonce = wrapped.subarray(0, nonceBytes);
        const decipher = createDecipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: tagBytes });
        decipher.setAAD(owner(account, project));
        decipher.setAuthTag(wrapped.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes + tagBytes)), decipher.final()]);
      } catch (error) {
        throw unreadable(`The key of project ${project}`, error);
      }
    },
  };
}
