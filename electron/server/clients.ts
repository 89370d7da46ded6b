/** Connecting AI clients, by the `keepsake connect` command: the app knows nothing of their files. */
import { KeepsakeError, isErrorCode } from '../../contract/index.ts';
import { readClientRows, readOutcome, type ClientOutcome, type ClientRow } from './client-list.ts';
import { outputOf, type KeepsakeCommand } from './command.ts';

export interface ClientsOptions {
  readonly command: KeepsakeCommand;
  readonly env: NodeJS.ProcessEnv;
}

export interface ClientCommands {
  /** What `keepsake connect --list --json` says. */
  list(): Promise<ClientRow[]>;
  /** The change that connecting would make to the client's file; makes none. */
  preview(client: string): Promise<ClientOutcome>;
  connect(
    client: string,
    options: { readOnly: boolean; project?: string | undefined },
  ): Promise<ClientOutcome>;
  disconnect(client: string): Promise<ClientOutcome>;
}

export function createClientCommands({ command, env }: ClientsOptions): ClientCommands {
  const run = async (...args: string[]): Promise<unknown> => {
    refuseMovingApp(env);
    return resultOf(await outputOf(command.node, [command.program, 'connect', ...args, '--json'], env));
  };
  return {
    list: async () => readClientRows(await run('--list')),
    preview: async (client) => readOutcome(await run(client, '--dry-run', '--no-rule')),
    connect: async (client, { readOnly, project }) =>
      readOutcome(
        await run(
          client,
          '--yes',
          '--no-rule',
          ...(readOnly ? ['--read-only'] : []),
          ...(project === undefined ? [] : ['--project', project]),
        ),
      ),
    disconnect: async (client) => readOutcome(await run(client, '--remove', '--yes')),
  };
}

/** An AppImage is mounted at another path each time: a client told to start the bridge there would not find it again. */
function refuseMovingApp(env: NodeJS.ProcessEnv): void {
  if (env['APPIMAGE'] === undefined) return;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    'An AppImage has no fixed place that a client could start. Install the .deb package, or connect from a clone with `keepsake connect`.',
  );
}

/** An outcome of a client that failed is a result too; only an error of the command as a whole is thrown. */
function resultOf(output: string): unknown {
  const result: unknown = parse(output);
  if (typeof result !== 'object' || result === null || !('error' in result)) return result;
  const { code, message } = result.error as { code?: unknown; message?: unknown };
  throw new KeepsakeError(isErrorCode(code) ? code : 'INTERNAL', String(message));
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new KeepsakeError(
      'INTERNAL',
      'The `keepsake connect` command did not answer. Try again, or run it in a terminal.',
    );
  }
}
