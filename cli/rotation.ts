/** A new secret for a key, stored for every connection of this computer that uses it; it is seen by nobody on its way. */
import { KeepsakeError, type CreatedKey } from '../contract/index.ts';
import { listConnections } from '../local/connections.ts';
import type { Paths } from '../local/paths.ts';
import { connectionSecret } from '../local/secrets.ts';
import { secretOf, type Session } from './session.ts';

export interface Rotated {
  /** With its secret. */
  readonly key: CreatedKey;
  /** Names of the connections that have the new secret. */
  readonly connections: readonly string[];
}

/** The connections of this computer's server that use a key. */
export function connectionsOf(paths: Paths, keyId: string): string[] {
  return listConnections(paths)
    .filter(({ server, keyId: used }) => server.type === 'local' && used === keyId)
    .map(({ name }) => name);
}

/**
 * Bridges that run use the new secret within a second; until then the old one is accepted.
 *
 * @param overlapSeconds how long the old secret is accepted; the server's own time when left out
 * @throws KeepsakeError NOT_FOUND; STATE_NOT_READY for a key that has ended; SECRETS_UNAVAILABLE
 */
export async function rotateSecret(
  { client, paths, secrets }: Session,
  keyId: string,
  overlapSeconds?: number,
): Promise<Rotated> {
  const overlap = overlapSeconds === undefined ? {} : { overlap_seconds: overlapSeconds };
  const key = await client.rotateKey({ keyId, ...overlap });
  const connections = connectionsOf(paths, keyId);
  for (const name of connections)
    await secrets.set(connectionSecret(name), secretOf(key)).catch((error: unknown) => {
      throw notStored(key, name, error);
    });
  return { key, connections };
}

/** The same where the old secret is lost or in wrong hands: it ends as soon as the new one is stored. */
export async function replaceSecretOf(session: Session, keyId: string): Promise<Rotated> {
  const rotated = await rotateSecret(session, keyId);
  await session.client.endOldSecret({ keyId });
  return rotated;
}

function notStored({ id, old_secret_until }: CreatedKey, name: string, cause: unknown): KeepsakeError {
  const old =
    old_secret_until === null ? 'The old one has ended' : `The old one works until ${old_secret_until}`;
  return new KeepsakeError(
    'SECRETS_UNAVAILABLE',
    `The key ${id} has a new secret, which could not be stored for the connection ${name}. ${old}: see to the keychain (\`keepsake doctor\`), then rotate the key again.`,
    undefined,
    cause,
  );
}
