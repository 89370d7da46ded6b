/**
 * The keys that services use besides the store's own: derived from the master key, or taken along from the store that
 * this one was migrated from, so that contents are found again, secrets open, and receipts are signed as before.
 */
import { hkdfSync } from 'node:crypto';
import { blobNameKey, type BlobNameKeys } from './store/sealed-content.ts';
import type { Store } from './store/store.ts';

/** Keys of 32 bytes by what they are for. */
const purposes = {
  contentNames: 'content names',
  modelSecrets: 'model secrets',
  receipts: 'receipts',
  erasureDigests: 'erasure digests',
  contentProofs: 'content proofs',
} as const;

type Purpose = keyof typeof purposes;

export interface ServiceKeys extends Readonly<Record<Purpose, Uint8Array>> {
  /** Of accounts that were there when the store was migrated. */
  readonly blobNames: BlobNameKeys;
}

/** As it is kept: base64 by purpose, and by account. */
type Kept = Readonly<Record<Purpose, string>> & { readonly blobNames: Readonly<Record<string, string>> };

/** The space of the row that holds the keys of an earlier store; it stands with the first account. */
export const inheritedSpace = 'inherited-keys';
const rowKey = 'keys';

/** The keys of an open store. */
export async function readServiceKeys(store: Store, masterKey: Uint8Array): Promise<ServiceKeys> {
  const [account] = await store.accounts();
  const row = account === undefined ? undefined : await store.row({ account }, inheritedSpace, rowKey);
  if (row === undefined) return { ...ownKeys(masterKey), blobNames: new Map() };
  const { blobNames, ...kept } = JSON.parse(Buffer.from(row).toString()) as Kept;
  return {
    ...eachPurpose((purpose) => bytesOf(kept[purpose])),
    blobNames: new Map(Object.entries(blobNames).map(([name, key]) => [name, bytesOf(key)])),
  };
}

/** What a store that is filled from this one keeps of its keys; both have the same accounts. */
export async function inheritanceOf(store: Store, masterKey: Uint8Array): Promise<Uint8Array> {
  const keys = await readServiceKeys(store, masterKey);
  const named = (await store.accounts()).map((name) => {
    const key = keys.blobNames.get(name) ?? blobNameKey(masterKey, name);
    return [name, textOf(key)] as const;
  });
  const kept: Kept = {
    ...eachPurpose((purpose) => textOf(keys[purpose])),
    blobNames: Object.fromEntries(named),
  };
  return Buffer.from(JSON.stringify(kept));
}

/** Gives a store what it inherits. */
export async function inherit(store: Store, value: Uint8Array): Promise<void> {
  const [account] = await store.accounts();
  if (account === undefined) return;
  await store.putRows({ account }, [{ space: inheritedSpace, key: rowKey, value }]);
}

function ownKeys(masterKey: Uint8Array): Record<Purpose, Uint8Array> {
  return eachPurpose(
    (purpose) => new Uint8Array(hkdfSync('sha256', masterKey, '', `keepsake ${purposes[purpose]}`, 32)),
  );
}

function eachPurpose<T>(make: (purpose: Purpose) => T): Record<Purpose, T> {
  return {
    contentNames: make('contentNames'),
    modelSecrets: make('modelSecrets'),
    receipts: make('receipts'),
    erasureDigests: make('erasureDigests'),
    contentProofs: make('contentProofs'),
  };
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
