/** Starts and ends memory servers as processes, and calls them as their owner. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Response } from 'undici';
import { createClient, type Client } from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';
import { newToken } from '../../../local/tokens.ts';

/** A data folder and what opens it, the same at every start. */
export interface DataFolder {
  readonly folder: string;
  /** 32 bytes in hex. */
  readonly masterKey: string;
  readonly ownerToken: string;
  /** Where the bytes of files are, if not there. */
  readonly blobs?: string;
}

export interface ServerProcess {
  readonly url: string;
  readonly client: Client<Response>;
  readonly pid: number;
  /** Ends it as a kill by the system would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it close its files. */
  stop(): Promise<void>;
}

export function describeDataFolder(folder: string): DataFolder {
  return { folder, masterKey: '09'.repeat(32), ownerToken: newToken('kso').secret };
}

/** Resolves when the server listens. */
export async function startServerProcess(dataFolder: DataFolder): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL('program.ts', import.meta.url)));
  child.send(dataFolder);
  const exited = once(child, 'exit');
  const early = exited.then(([code]) => {
    throw new Error(`the server ended with ${String(code)} before it listened`);
  });
  early.catch(() => undefined);
  const [{ url }] = (await Promise.race([once(child, 'message'), early])) as [{ url: string }];
  const client = createClient({
    fetch: createFetch({}),
    baseUrl: url,
    token: () => dataFolder.ownerToken,
    newIdempotencyKey: randomUUID,
  });
  return {
    url,
    client,
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.send('stop');
      await exited;
    },
  };
}
