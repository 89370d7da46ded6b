/** What the database may not read: values under AES-256-GCM with the scope's own key, words as HMAC-SHA256 under it. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { KeepsakeError } from '../../../contract/index.ts';
import { rowSealing, type HiddenKeys, type RowSealing } from './row-sealing.ts';

const nonceBytes = 12;
const tagBytes = 16;

/** Bytes that a sealed value has more than its content. */
export const sealedMore = nonceBytes + tagBytes;

/** Seals values of one scope. `place` binds a value to where it stands: moved elsewhere, it does not open. */
export interface Seal {
  /** Nonce, tag and ciphertext. */
  seal(content: Uint8Array, place: string): Buffer;
  /** @throws KeepsakeError DATA_FOLDER_UNREADABLE when the bytes or their place were changed, or the key is another. */
  open(sealed: Uint8Array, place: string): Buffer;
  /** The same text gives the same word; it says nothing else about the text. */
  word(text: string): string;
  readonly rows: RowSealing;
}

function sealOf(key: Uint8Array, hidden: HiddenKeys): Seal {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `keepsake ${purpose}`, 32));
  const valueKey = derive('values');
  const wordKey = derive('words');
  const values = {
    seal: (content: Uint8Array, place: string) => sealUnder(valueKey, content, place),
    open: (sealed: Uint8Array, place: string) => openUnder(valueKey, sealed, place),
    word: (text: string) => createHmac('sha256', wordKey).update(text).digest('base64url'),
  };
  return { ...values, rows: rowSealing(values, hidden) };
}

/** A scope and its key as they stand in the database. */
export interface WrappedScope {
  readonly scope: string;
  readonly account: string;
  readonly wrapped_key: Uint8Array;
}

/** The keys of scopes, random, wrapped under a key of a master key and bound to their scope. */
export interface ScopeKeys {
  /**
   * Makes one, under the same master key as another scope's: while keys are wrapped anew, servers that are not told yet
   * that a newer one is used open what is made beside it. Under the newest when there is none yet.
   *
   * @throws KeepsakeError DATA_FOLDER_UNREADABLE
   */
  create(account: string, scope: string, beside: WrappedScope | undefined): Buffer;
  /** @throws KeepsakeError DATA_FOLDER_UNREADABLE when none of the master keys wrapped it. */
  seal(wrapped: Uint8Array, account: string, scope: string): Seal;
  /** The same key under the newest master key; nothing when it stands under that already. @throws as `seal` */
  rewrap(one: WrappedScope): Buffer | undefined;
}

/** @param masterKeys the newest first; keys are opened by any of them */
export function createScopeKeys(masterKeys: readonly Uint8Array[], hidden: HiddenKeys): ScopeKeys {
  const wrappingKeys = masterKeys.map((masterKey) =>
    Buffer.from(hkdfSync('sha256', masterKey, '', 'keepsake scope keys', 32)),
  );
  const newest = wrappingKeys[0] as Buffer;
  const place = (account: string, scope: string) => `${account}\n${scope}`;
  /** The scope's key and the key that wraps it. */
  const unwrap = ({ wrapped_key: wrapped, account, scope }: WrappedScope) => {
    for (const wrapping of wrappingKeys.slice(0, -1)) {
      const key = openedUnder(wrapping, wrapped, place(account, scope));
      if (key !== undefined) return { key, wrapping };
    }
    const oldest = wrappingKeys.at(-1) as Buffer;
    return { key: openUnder(oldest, wrapped, place(account, scope)), wrapping: oldest };
  };
  return {
    create(account, scope, beside) {
      const wrapping = beside === undefined ? newest : unwrap(beside).wrapping;
      return sealUnder(wrapping, randomBytes(32), place(account, scope));
    },
    seal: (wrapped, account, scope) => sealOf(unwrap({ wrapped_key: wrapped, account, scope }).key, hidden),
    rewrap(one) {
      const { key, wrapping } = unwrap(one);
      return wrapping === newest ? undefined : sealUnder(newest, key, place(one.account, one.scope));
    },
  };
}

function sealUnder(key: Buffer, content: Uint8Array, place: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function openedUnder(key: Buffer, sealed: Uint8Array, place: string): Buffer | undefined {
  try {
    return openUnder(key, sealed, place);
  } catch {
    return undefined;
  }
}

function openUnder(key: Buffer, sealed: Uint8Array, place: string): Buffer {
  try {
    const nonce = sealed.subarray(0, nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch (error) {
    throw new KeepsakeError(
      'DATA_FOLDER_UNREADABLE',
      'A value of the database cannot be read: the master key does not fit, or the row was changed. Check that the right key is used (keepsake doctor); if it is, restore the database from a backup.',
      undefined,
      error,
    );
  }
}
