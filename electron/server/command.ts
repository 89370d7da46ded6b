/** How the app starts the `keepsake` command: with the Node 24 it brings along, never with Electron itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { KeepsakeError } from '../../contract/index.ts';

const longestOutput = 2 ** 20;

export interface KeepsakeCommand {
  /** The Node.js binary. */
  readonly node: string;
  /** `dist/keepsake.mjs`. */
  readonly program: string;
  /** `dist/electron/owner-secret.mjs`. */
  readonly ownerSecret: string;
}

export interface CommandFolders {
  readonly isPackaged: boolean;
  /** Electron's `process.resourcesPath`. */
  readonly resources: string;
  /** The project, when the app runs from a clone. */
  readonly project: string;
}

/** Where the command is: unpacked beside the archive in an installed app, since Node.js cannot read inside it. */
export function keepsakeCommand(
  { isPackaged, resources, project }: CommandFolders,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): KeepsakeCommand {
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  const dist = isPackaged ? join(resources, 'app.asar.unpacked', 'dist') : join(project, 'dist');
  return {
    node: isPackaged ? join(resources, 'node', binary) : (env['KEEPSAKE_NODE'] ?? binary),
    program: join(dist, 'keepsake.mjs'),
    ownerSecret: join(dist, 'electron', 'owner-secret.mjs'),
  };
}

/** Starts a program of ours with pipes. */
export function startNode(node: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(node, args, {
    env: commandEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** Runs one to its end. @returns what it printed on its standard output */
export function outputOf(node: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startNode(node, args, env);
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.length > longestOutput) child.kill();
    });
    child.stderr?.resume();
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

/**
 * Runs a command of ours to its end with something to read on its standard input, where secrets travel.
 *
 * @throws KeepsakeError with what it said when it failed
 */
export function tell(
  { node, program }: KeepsakeCommand,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [program, ...args], {
      env: commandEnvironment(env),
      stdio: ['pipe', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-longestOutput)));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new KeepsakeError('UNAVAILABLE', said.trim() || `${args[0]} failed.`)),
    );
    child.stdin.end(input);
  });
}

/** Our own without what would change how Node.js or Electron runs. */
export function commandEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ELECTRON_|NODE_|KEEPSAKE_NODE$)/i.test(name)),
  );
}
