/** Secrets in an encrypted file, for computers without a keychain: each sealed under a key made from a passphrase. */
import { argon2Sync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { KeepsakeError } from '../contract/errors.ts';
import { createPrivateFile, readJsonIfThere, writePrivateFile } from './private-file.ts';
import { seal, unseal } from './sealing.ts';
import type { Secrets } from './secrets.ts';

interface VaultFile {
  readonly version: 1;
  /** Argon2id (RFC 9106); memory in KiB. */
  readonly derivation: {
    readonly salt: string;
    readonly memory: number;
    readonly passes: number;
    readonly parallelism: number;
  };
  /** Sealed under the derived key, to tell a wrong passphrase at once. */
  readonly check: string;
  readonly entries: Readonly<Record<string, string>>;
}

type Cost = Pick<VaultFile['derivation'], 'memory' | 'passes'>;
const usualCost: Cost = { memory: 65_536, passes: 3 };
const checkText = 'keepsake vault';

/** Where the vault of a config folder is kept. */
export function vaultFile(configFolder: string): string {
  return join(configFolder, 'secrets.json');
}

/**
 * Opens the vault of a config folder, or makes it.
 *
 * @throws KeepsakeError SECRETS_UNAVAILABLE when the passphrase is not the vault's.
 */
export function openVault(configFolder: string, passphrase: string): Secrets {
  const path = vaultFile(configFolder);
  const first = readVault(path) ?? createVault(configFolder, passphrase);
  const key = deriveKey(passphrase, first.derivation);
  if (unseal(key, 'check', first.check) === undefined) {
    throw new KeepsakeError(
      'SECRETS_UNAVAILABLE',
      `The passphrase does not open the secrets in ${path}. Check KEEPSAKE_PASSPHRASE_FILE or type it again.`,
    );
  }

  // Another process may have written since: each call begins with what the file holds now.
  const current = (): VaultFile => readVault(path) ?? first;
  return {
    kind: 'passphrase',
    async get(name) {
      const sealed = current().entries[name];
      if (sealed === undefined) return undefined;
      const value = unseal(key, name, sealed);
      if (value !== undefined) return value.toString();
      const message = `The secret ${name} in ${path} is damaged. Put the file back from a backup.`;
      throw new KeepsakeError('SECRETS_UNAVAILABLE', message);
    },
    async set(name, value) {
      const vault = current();
      const entries = { ...vault.entries, [name]: seal(key, name, Buffer.from(value)) };
      writePrivateFile(path, JSON.stringify({ ...vault, entries }));
    },
    async delete(name) {
      const vault = current();
      const { [name]: _gone, ...entries } = vault.entries;
      writePrivateFile(path, JSON.stringify({ ...vault, entries }));
    },
  };
}

/**
 * Makes the vault of a config folder, unless another process was first: the file of one of them is the vault of both.
 *
 * @param cost of deriving the key, Argon2id's memory in KiB and passes; kept in the file
 */
export function createVault(configFolder: string, passphrase: string, cost = usualCost): VaultFile {
  const path = vaultFile(configFolder);
  const vault = newVault(passphrase, cost);
  createPrivateFile(path, JSON.stringify(vault));
  return readVault(path) ?? vault;
}

function readVault(path: string): VaultFile | undefined {
  return readJsonIfThere(path) as VaultFile | undefined;
}

function newVault(passphrase: string, cost: Cost): VaultFile {
  const derivation = { salt: randomBytes(16).toString('base64'), ...cost, parallelism: 1 };
  const check = seal(deriveKey(passphrase, derivation), 'check', Buffer.from(checkText));
  return { version: 1, derivation, check, entries: {} };
}

function deriveKey(
  passphrase: string,
  { salt, memory, passes, parallelism }: VaultFile['derivation'],
): Buffer {
  return argon2Sync('argon2id', {
    message: passphrase,
    nonce: Buffer.from(salt, 'base64'),
    memory,
    passes,
    parallelism,
    tagLength: 32,
  });
}
