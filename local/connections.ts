/** Connections: which server a client's bridge talks to, by name, without secrets. */
import { join } from 'node:path';
import type { Paths } from './paths.ts';
import { readJsonIfThere } from './private-file.ts';

/** A server of this computer, an MCP endpoint elsewhere (another Keepsake or not), or a BotWire key-value API. */
export type ServerAddress =
  | { readonly type: 'local' }
  /** `ca`: path of the PEM file of an authority that is trusted for it besides the usual ones. */
  | { readonly type: 'remote'; readonly url: string; readonly ca?: string }
  | {
      readonly type: 'botwire';
      readonly url: string;
      /** BotWire itself asks for none; Keepsake's face does, and others may. */
      readonly hasSecret?: boolean;
    };

export interface Connection {
  readonly name: string;
  readonly server: ServerAddress;
  readonly keyId?: string;
}

type Stored = Record<string, Omit<Connection, 'name'>>;

/** One connection. Reads the file by itself: a bridge starts too often to load more. */
export function readConnection(paths: Paths, name: string): Connection | undefined {
  return listConnections(paths).find((connection) => connection.name === name);
}

/** Every connection, by name. */
export function listConnections(paths: Paths): Connection[] {
  const file = readJsonIfThere(join(paths.configFolder, 'connections.json')) as
    | { connections?: Stored }
    | undefined;
  return Object.entries(file?.connections ?? {}).map(([name, rest]) => ({ name, ...rest }));
}

/** Adds a connection, or replaces the one of its name. */
export async function saveConnection(paths: Paths, { name, ...rest }: Connection): Promise<void> {
  const file = await openFile(paths);
  file.set('connections', { ...file.get('connections'), [name]: rest });
}

export async function removeConnection(paths: Paths, name: string): Promise<void> {
  const file = await openFile(paths);
  const { [name]: _gone, ...others } = file.get('connections');
  file.set('connections', others);
}

async function openFile(paths: Paths) {
  const { default: Conf } = await import('conf');
  return new Conf<{ connections: Stored }>({
    cwd: paths.configFolder,
    configName: 'connections',
    configFileMode: 0o600,
    defaults: { connections: {} },
    accessPropertiesByDotNotation: false,
    projectName: 'keepsake',
  });
}
