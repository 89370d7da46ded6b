/** The owner's token and where it is kept, read by a process of its own and held in memory alone. */
import { z } from 'zod';
import { KeepsakeError, isErrorCode } from '../../contract/index.ts';
import { outputOf, type KeepsakeCommand } from './command.ts';

export type SecretsKind = 'keychain' | 'passphrase' | 'unavailable';

export interface OwnerSecrets {
  /** Nothing while the server has not made it. @throws KeepsakeError SECRETS_UNAVAILABLE */
  token(): Promise<string | undefined>;
  /** The token for the other server that the app is connected to, where there is one. @throws KeepsakeError SECRETS_UNAVAILABLE */
  remoteToken(): Promise<string | undefined>;
  kind(): Promise<SecretsKind>;
}

const found = z.object({
  kind: z.enum(['keychain', 'passphrase']),
  owner: z.string().optional(),
  remote: z.string().optional(),
});
const failed = z.object({ code: z.string(), message: z.string() });

export function createOwnerSecrets(command: KeepsakeCommand, env: NodeJS.ProcessEnv): OwnerSecrets {
  let reading: Promise<z.infer<typeof found>> | undefined;
  const read = async (): Promise<z.infer<typeof found>> => {
    const mine = (reading ??= ask(command, env));
    try {
      const answer = await mine;
      // Without a token it is asked again: the server makes it at its first start.
      if (answer.owner === undefined) reading = undefined;
      return answer;
    } catch (error) {
      // A keychain that is locked now may be open the next time.
      reading = undefined;
      throw error;
    }
  };
  return {
    token: async () => (await read()).owner,
    remoteToken: async () => (await ask(command, env)).remote,
    kind: async () =>
      read().then(
        ({ kind }) => kind,
        () => 'unavailable' as const,
      ),
  };
}

async function ask(command: KeepsakeCommand, env: NodeJS.ProcessEnv): Promise<z.infer<typeof found>> {
  const answer: unknown = JSON.parse((await outputOf(command.node, [command.ownerSecret], env)) || '{}');
  const known = found.safeParse(answer);
  if (known.success) return known.data;
  const fault = failed.safeParse(answer);
  const code = fault.success && isErrorCode(fault.data.code) ? fault.data.code : 'SECRETS_UNAVAILABLE';
  throw new KeepsakeError(code, fault.data?.message ?? 'The keychain could not be read.');
}
