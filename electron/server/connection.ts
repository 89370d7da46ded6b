/** The app's own way to the local server: its socket, its health and the typed client. */
import { randomUUID } from 'node:crypto';
import type { Response as ServerResponse } from 'undici';
import { createClient, type Client, type FetchLike } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { keepsakePaths, preparePaths, type Paths } from '../../local/paths.ts';

export interface ServerConnection {
  readonly paths: Paths;
  readonly fetch: FetchLike<ServerResponse>;
  readonly client: Client<ServerResponse>;
  isHealthy(): Promise<boolean>;
}

const healthMs = 3_000;

export function connectToServer(
  env: NodeJS.ProcessEnv,
  token: () => Promise<string | undefined>,
): ServerConnection {
  const paths = keepsakePaths(env);
  preparePaths(paths);
  const fetch = createFetch({ socketPath: paths.socketPath });
  return {
    paths,
    fetch,
    client: createClient({ baseUrl: 'http://localhost', fetch, token, newIdempotencyKey: randomUUID }),
    async isHealthy() {
      try {
        const signal = AbortSignal.timeout(healthMs);
        const answer = await fetch('http://localhost/readyz', { method: 'GET', headers: {}, signal });
        await answer.text();
        return answer.status === 200;
      } catch {
        return false;
      }
    },
  };
}
