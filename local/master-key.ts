/** The master key of a data folder, wrapped twice: under a key in the secrets, and under the recovery code. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KeepsakeError } from '../contract/errors.ts';
import { readJsonIfThere, writePrivateFile } from './private-file.ts';
import { keyOfRecoveryCode, newRecoveryCode } from './recovery-code.ts';
import { seal, unseal } from './sealing.ts';
import type { Secrets } from './secrets.ts';

interface KeysFile {
  readonly version: 1;
  /** The master key, sealed under each slot's key. */
  readonly slots: { readonly secrets: string; readonly recovery: string };
}

export interface OpenedMasterKey {
  /** 32 bytes. */
  readonly masterKey: Buffer;
  /** Only when the key was made just now: to be shown this once. */
  readonly recoveryCode?: string;
}

const secretName = 'master';

/** Where the wrapped master key of a data folder is kept. */
export function keysFile(dataFolder: string): string {
  return join(dataFolder, 'keys.json');
}

/**
 * Opens the master key of a data folder, or makes it for a new one.
 *
 * @throws KeepsakeError SECRETS_UNAVAILABLE when the secret is gone or another's, DATA_FOLDER_UNREADABLE when data is
 * there without its `keys.json`.
 */
export async function openMasterKey({
  dataFolder,
  secrets,
}: {
  dataFolder: string;
  secrets: Secrets;
}): Promise<OpenedMasterKey> {
  const file = readKeys(dataFolder);
  if (file === undefined) return makeMasterKey(dataFolder, secrets);
  const wrapping = await secrets.get(secretName);
  const masterKey =
    wrapping === undefined
      ? undefined
      : unseal(Buffer.from(wrapping, 'base64'), 'secrets', file.slots.secrets);
  if (masterKey !== undefined) return { masterKey };
  const what = wrapping === undefined ? 'is missing from' : 'does not fit what is in';
  throw new KeepsakeError(
    'SECRETS_UNAVAILABLE',
    `The key of this data folder ${what} the ${secrets.kind === 'keychain' ? 'keychain' : 'secrets file'}. Run \`keepsake doctor --recover\` and type the recovery code.`,
  );
}

/** Puts the key into the secrets again with the recovery code. @throws KeepsakeError VALIDATION_ERROR */
export async function recoverMasterKey(options: {
  dataFolder: string;
  recoveryCode: string;
  secrets: Secrets;
}): Promise<void> {
  const { dataFolder, recoveryCode, secrets } = options;
  const file = readKeys(dataFolder);
  if (file === undefined) throw withoutKeys(dataFolder);
  const masterKey = unseal(keyOfRecoveryCode(recoveryCode), 'recovery', file.slots.recovery);
  if (masterKey === undefined) {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'This recovery code belongs to another data folder. Look for the one of this computer.',
    );
  }
  const wrapping = randomBytes(32);
  await secrets.set(secretName, wrapping.toString('base64'));
  writeKeys(dataFolder, {
    version: 1,
    slots: { ...file.slots, secrets: seal(wrapping, 'secrets', masterKey) },
  });
}

/**
 * Puts the master key of a restored data folder under the secrets of this computer. @returns a new recovery code, to be
 * shown this once. A secret that is there already is used again, so that a folder that was moved away still opens.
 */
export async function adoptMasterKey({
  dataFolder,
  masterKey,
  secrets,
}: {
  dataFolder: string;
  masterKey: Uint8Array;
  secrets: Secrets;
}): Promise<string> {
  const known = await secrets.get(secretName);
  const wrapping = known === undefined ? randomBytes(32) : Buffer.from(known, 'base64');
  if (known === undefined) await secrets.set(secretName, wrapping.toString('base64'));
  const recoveryCode = newRecoveryCode();
  const recovery = seal(keyOfRecoveryCode(recoveryCode), 'recovery', masterKey);
  writeKeys(dataFolder, { version: 1, slots: { secrets: seal(wrapping, 'secrets', masterKey), recovery } });
  return recoveryCode;
}

async function makeMasterKey(dataFolder: string, secrets: Secrets): Promise<OpenedMasterKey> {
  if (readdirSync(dataFolder).includes('catalogue.db')) throw withoutKeys(dataFolder);
  const masterKey = randomBytes(32);
  const wrapping = randomBytes(32);
  const recoveryCode = newRecoveryCode();
  // The secret first: a crash after it leaves an unused secret, never data without its key.
  await secrets.set(secretName, wrapping.toString('base64'));
  const recovery = seal(keyOfRecoveryCode(recoveryCode), 'recovery', masterKey);
  writeKeys(dataFolder, { version: 1, slots: { secrets: seal(wrapping, 'secrets', masterKey), recovery } });
  return { masterKey, recoveryCode };
}

function readKeys(dataFolder: string): KeysFile | undefined {
  return readJsonIfThere(keysFile(dataFolder)) as KeysFile | undefined;
}

function writeKeys(dataFolder: string, keys: KeysFile): void {
  writePrivateFile(keysFile(dataFolder), `${JSON.stringify(keys, null, 2)}\n`);
}

function withoutKeys(dataFolder: string): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    `The data folder ${dataFolder} holds data but its keys.json is missing. Put the file back from a backup; without it the data cannot be read.`,
  );
}
