/** Secrets in the system's keychain. */
import { KeepsakeError } from '../contract/errors.ts';
import { shortHash, type Paths } from './paths.ts';
import type { Secrets } from './secrets.ts';

const service = 'Keepsake';

/**
 * The keychain, once it has kept, returned and forgotten a trial secret; undefined where there is none that works.
 *
 * @param proof a secret that should be there: finding it proves as much, for a quarter of the work
 */
export async function openKeychain(paths: Paths, proof?: string): Promise<Secrets | undefined> {
  const { Entry } = await import('@napi-rs/keyring');
  const prefix = shortHash(paths.dataFolder);
  // On Linux any other store of this library is lost at the next boot.
  const options =
    process.platform === 'linux' ? ({ linux: { store: 'secret-service' } } as const) : undefined;
  const entry = (name: string) => new Entry(service, `${prefix}:${name}`, options);
  const secrets: Secrets = {
    kind: 'keychain',
    get: async (name) => ask(() => entry(name).getPassword() ?? undefined),
    set: async (name, value) => ask(() => entry(name).setPassword(value)),
    delete: async (name) => ask(() => void entry(name).deletePassword()),
  };
  const isProven = proof !== undefined && (await secrets.get(proof).catch(() => undefined)) !== undefined;
  return isProven || (await keeps(secrets)) ? secrets : undefined;
}

/** Every fault of a keychain has the same code, so only trying tells whether it works. */
async function keeps(secrets: Secrets): Promise<boolean> {
  const trial = `trial-${process.pid}`;
  try {
    await secrets.set(trial, trial);
    const kept = (await secrets.get(trial)) === trial;
    await secrets.delete(trial);
    return kept && (await secrets.get(trial)) === undefined;
  } catch {
    return false;
  }
}

function ask<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && /no matching entry/i.test(error.message)) return undefined as T;
    const message = 'The keychain did not answer. Unlock it, then try again.';
    throw new KeepsakeError('SECRETS_UNAVAILABLE', message, undefined, error);
  }
}
