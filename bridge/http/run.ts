/** `keepsake bridge --http`: starts the loopback address and says how a client uses it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Paths } from '../../local/paths.ts';
import type { Credentials } from '../credentials.ts';
import { createForwarder } from '../forwarder.ts';
import type { Way } from '../index.ts';
import { createFace } from './face.ts';
import { openFaceToken } from './token.ts';

export interface HttpOptions {
  readonly paths: Paths;
  readonly port: string | undefined;
  readonly newToken: boolean;
  readonly way: Way;
  readonly credentials: Credentials;
}

const usualPort = 7_273;

export async function runHttp({ paths, port, newToken, way, credentials }: HttpOptions): Promise<void> {
  const wanted = port === undefined ? usualPort : Number(port);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    return fail(`--port ${port} is not a port from 0 to 65535.`);
  const token = await openFaceToken(paths, newToken);
  const open = (send: (message: string | object) => void) => createForwarder({ ...way, credentials, send });
  const face = createFace({ ...way, token, credentials, open });
  const { server } = face;
  server.listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return fail(`Port ${wanted} is taken. Stop what uses it, or choose another one with --port.`);
  }
  const { port: own } = server.address() as AddressInfo;
  process.stdout.write(`${introduction(`http://127.0.0.1:${own}/mcp`, token.fresh)}\nready\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void face.close().then(() => process.exit(0)));
}

function introduction(url: string, fresh: string | undefined): string {
  const lines = [`The bridge listens at ${url} for clients of this computer.`];
  if (fresh === undefined)
    lines.push(
      'Its token was shown when it was made; `keepsake bridge --http --new-token` makes a new one and ends the old one.',
    );
  else
    lines.push(
      'Its token, shown this once, is good for this address alone:',
      `  ${fresh}`,
      'Clients send it as: Authorization: Bearer TOKEN',
    );
  return lines.join('\n');
}

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
