/** `keepsake key rotate` and `keepsake connection rotate`: a new secret for a key that stays the same. */
import { KeepsakeError } from '../../contract/index.ts';
import { readConnection } from '../../local/connections.ts';
import type { Output } from '../output.ts';
import { connectionsOf, rotateSecret, type Rotated } from '../rotation.ts';
import { openSession, secretOf, type Session } from '../session.ts';

export interface RotateOptions {
  /** Seconds. */
  overlap?: number;
  /** Print the new secret. */
  show?: boolean;
}

/** Refuses a key whose new secret would reach nobody. */
export async function rotateKey(
  id: string,
  { overlap, show = false }: RotateOptions,
  output: Output,
): Promise<void> {
  const session = await openSession();
  if (!show && connectionsOf(session.paths, id).length === 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `No connection of this computer uses the key ${id}, so nobody would get its new secret. Nothing was changed; with --show it is printed, this once.`,
    );
  tell(await rotateSecret(session, id, overlap), show, output);
}

export async function rotateConnection(
  name: string,
  { overlap }: RotateOptions,
  output: Output,
): Promise<void> {
  const session = await openSession();
  tell(await rotateSecret(session, keyOf(session, name), overlap), false, output);
}

/** @throws KeepsakeError NOT_FOUND, FORBIDDEN where the key is not of this computer's server */
function keyOf({ paths }: Session, name: string): string {
  const connection = readConnection(paths, name);
  if (connection === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no connection "${name}". \`keepsake connection list\` shows which there are.`,
    );
  const { server, keyId } = connection;
  if (server.type !== 'local')
    throw new KeepsakeError(
      'FORBIDDEN',
      `The key of ${name} is kept by its own server. Rotate it there, then store the new secret: keepsake connection add ${name} ${server.url}`,
    );
  if (keyId !== undefined) return keyId;
  throw new KeepsakeError(
    'NOT_FOUND',
    `It is not known which key ${name} uses, since its secret was stored by hand. Give it a key of its own: keepsake doctor --replace-secret ${name}`,
  );
}

function tell({ key, connections }: Rotated, show: boolean, output: Output): void {
  const { secret: _secret, ...shown } = key;
  const until = key.old_secret_until;
  output.result({ ...(show ? key : shown), connections }, [
    `The key ${key.id} (${key.description}) has a new secret.`,
    ...(connections.length === 0
      ? []
      : [`Stored for: ${connections.join(', ')}. Bridges that run use it within a second.`]),
    until === null ? 'The old one has ended.' : `The old one is accepted until ${until}.`,
    ...(show ? ['The new one, shown this once:', `  ${secretOf(key)}`] : []),
  ]);
}
