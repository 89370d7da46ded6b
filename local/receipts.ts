/** Receipts of permanent deletion: signed by a server, and verified offline by whoever has the file. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Receipt, SignedReceipt } from '../contract/index.ts';
import { KeepsakeError } from '../contract/errors.ts';
import { signedReceipt } from '../contract/operations/erasure.ts';

// What stands before the 32 bytes of an Ed25519 key in PKCS #8 and in SPKI (RFC 8410).
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export interface ReceiptSigner {
  /** 32 bytes, base64. */
  readonly publicKey: string;
  sign(receipt: Receipt): SignedReceipt;
}

/** @param seed 32 bytes, the same for a store that was restored or migrated, so that it signs as before */
export function createReceiptSigner(seed: Uint8Array): ReceiptSigner {
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(publicPrefix.length)
    .toString('base64');
  return {
    publicKey,
    sign: (receipt) => ({
      receipt,
      algorithm: 'Ed25519',
      public_key: publicKey,
      signature: sign(null, signedText(receipt), key).toString('base64'),
    }),
  };
}

/**
 * Reads a receipt and checks its signature. Whether the key is the right server's is for the caller to compare.
 *
 * @throws KeepsakeError VALIDATION_ERROR when it is no receipt, or was changed.
 */
export function verifyReceipt(text: string): SignedReceipt {
  const parsed = signedReceipt.strict().safeParse(parse(text));
  if (!parsed.success) throw notValid('This file is no receipt of a permanent deletion.');
  const { receipt, public_key: publicKey, signature } = parsed.data;
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.length !== 32) throw notValid('The receipt names no usable key.');
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, bytes]), format: 'der', type: 'spki' });
  // What was signed is the file's own receipt, with members that this version may not know.
  const given = (parse(text) as { receipt: Receipt }).receipt;
  if (!verify(null, signedText(given), key, Buffer.from(signature, 'base64')))
    throw notValid(
      'The signature does not fit: the receipt was changed after it was signed. Ask for it again.',
    );
  return { ...parsed.data, receipt };
}

function signedText(receipt: Receipt): Buffer {
  return Buffer.from(JSON.stringify(sorted(receipt)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notValid(message: string): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', message);
}
