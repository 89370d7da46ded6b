/** The secrets of connections, from the keychain or its substitute; loaded at the first use. */
import type { Paths } from '../local/paths.ts';

export interface SecretReader {
  get(name: string): Promise<string | undefined>;
}

/** @param connection whose secret will be asked for first */
export async function connectionSecretOf(paths: Paths, connection: string): Promise<SecretReader> {
  const { connectionSecret, openSecrets } = await import('../local/secrets.ts');
  const secrets = await openSecrets({ paths, proof: connectionSecret(connection) });
  return { get: (name) => secrets.get(connectionSecret(name)) };
}
