/** How each client stands: whether it is on this computer, and whether it is connected. */
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import { bridgeCommand } from './bridge-command.ts';
import { clients, commandOf, type AiClient } from './clients.ts';
import { readEntry } from './config-file.ts';
import { hasProgram, type Environment } from './environment.ts';

export interface ClientStatus {
  readonly client: AiClient;
  readonly path: string;
  readonly isFound: boolean;
  /** `outdated`: it starts something else than it should. `broken`: its file cannot be read. */
  readonly state: 'connected' | 'outdated' | 'broken' | 'not connected';
  readonly problem?: string;
}

export function statusOf(client: AiClient, env: Environment): ClientStatus {
  const path = client.config(env);
  const isFound =
    existsSync(client.marker(env)) ||
    existsSync(path) ||
    (client.program !== undefined && hasProgram(env, client.program));
  const about = { client, path, isFound };
  try {
    const entry = readEntry(client, path);
    if (entry === undefined) return { ...about, state: 'not connected' };
    const command = commandOf(client, entry);
    if (isDeepStrictEqual(command, bridgeCommand(client.id))) return { ...about, state: 'connected' };
    const isThere =
      command !== undefined && [command.command, command.args[0] ?? ''].every((file) => existsSync(file));
    const problem = isThere ? 'it starts another Keepsake or connection' : 'what it starts is not there';
    return { ...about, state: 'outdated', problem };
  } catch (error) {
    return { ...about, state: 'broken', problem: toKeepsakeError(error).message };
  }
}

/** The clients of these ids; all when none is given. @throws KeepsakeError VALIDATION_ERROR for an id that is none */
export function clientsNamed(ids: readonly string[]): readonly AiClient[] {
  if (ids.length === 0) return clients;
  return ids.map((id) => {
    const found = clients.find((client) => client.id === id);
    if (found !== undefined) return found;
    const known = clients.map((client) => client.id).join(', ');
    throw new KeepsakeError('VALIDATION_ERROR', `There is no client "${id}". There are: ${known}.`);
  });
}
