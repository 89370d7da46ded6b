/** `keepsake rotate-master-key`: the keys of a shared store go under the newest master key. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { databaseSecrets, readMasterKeys } from './shared-store.ts';

export async function rotateMasterKey({ store }: { store: string }, output: Output): Promise<void> {
  const { masterKey, newerKeys } = await readMasterKeys(process.env);
  if (newerKeys.length === 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'There is one master key alone, so nothing to go to. Put a new one (`openssl rand -base64 32`) on a line before it, let every server start with both, then run this again.',
    );
  const { rewrapKeys } = await import('../../server/shared-database.ts');
  const address = { url: store, ...databaseSecrets(process.env) };
  const { keys, rewrapped } = await rewrapKeys({ ...address, masterKey, newerKeys });
  output.say(`${keys} keys stand under the newest master key, ${rewrapped} of them since now.`);
  output.say('Keep the newest and the oldest master key; those between may go once every server was told.');
}
