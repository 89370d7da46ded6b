/** `keepsake serve`: the server of this computer, from secrets to listening, and its end. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KeepsakeError } from '../../contract/index.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { openMasterKey } from '../../local/master-key.ts';
import { keepsakePaths } from '../../local/paths.ts';
import type { Secrets } from '../../local/secrets.ts';
import { newToken } from '../../local/tokens.ts';
import type { RunningServer } from '../../server/index.ts';
import type { Output } from '../output.ts';
import { openOwnSecrets } from '../session.ts';

export interface ServeOptions {
  start?: boolean;
  port?: number;
  host: string;
  tcp: boolean;
  /** In bytes. */
  maxFileSize?: number;
  /** In bytes. */
  quota?: number;
}

const usualPort = 7_272;
const portsToTry = 20;

export async function serve(options: ServeOptions, output: Output): Promise<void> {
  const paths = keepsakePaths();
  const secrets = await openOwnSecrets(paths, {
    allowNewPassphraseFile: options.start === true,
    say: output.say,
  });
  const lock = lockDataFolder(paths.dataFolder);
  try {
    const { masterKey, recoveryCode } = await openMasterKey({ dataFolder: paths.dataFolder, secrets });
    const start = await serverStarter();
    const ownerToken = await ensureOwnerToken(secrets);
    const server = await listenSomewhere(options, (port) =>
      start({
        dataFolder: paths.dataFolder,
        masterKey,
        ownerToken,
        listen: { socketPath: paths.socketPath, host: options.host, port },
        pageFolder: builtPage(),
        maxFileBytes: options.maxFileSize,
        quotaBytes: options.quota,
        logLevel: process.env['KEEPSAKE_LOG_LEVEL'] ?? (options.start === true ? 'warn' : 'info'),
      }),
    );
    if (options.start === true) {
      const { introduce } = await import('./start.ts');
      await introduce({ server, recoveryCode, output });
    } else if (recoveryCode !== undefined) output.say(`Recovery code, shown this once: ${recoveryCode}`);
    output.say('ready');
    await untilStopped(server);
  } finally {
    lock.release();
  }
}

async function serverStarter() {
  return (await import('../../server/index.ts')).startServer;
}

/** The page that the build made; a server from source without a build serves none. */
function builtPage(): string | undefined {
  const beside = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : './renderer', import.meta.url),
  );
  return existsSync(beside) ? beside : undefined;
}

async function ensureOwnerToken(secrets: Secrets): Promise<string> {
  const known = await secrets.get('owner');
  if (known !== undefined) return known;
  const { secret } = newToken('kso');
  await secrets.set('owner', secret);
  return secret;
}

/** The port asked for, or the usual one; where that is taken and nobody asked for it, the next that is free. */
async function listenSomewhere(
  options: ServeOptions,
  start: (port: number | undefined) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (!options.tcp) return start(undefined);
  if (options.port !== undefined) return start(options.port);
  for (let port = usualPort; ; port++) {
    try {
      return await start(port);
    } catch (error) {
      const taken = error instanceof KeepsakeError && error.details?.['cause_code'] === 'EADDRINUSE';
      if (!taken || port >= usualPort + portsToTry) throw error;
    }
  }
}

function untilStopped(server: RunningServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => void server.close().then(resolve, reject);
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
