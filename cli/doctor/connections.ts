/** Tests connections with the secrets that the bridge would use. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Connection } from '../../local/connections.ts';
import { createFetch } from '../../local/http.ts';
import type { Paths } from '../../local/paths.ts';
import { connectionSecret, type Secrets } from '../../local/secrets.ts';
import { endpointOf, originOf, probe, type Probe } from './probe.ts';
import { checkSteadiness } from './steadiness.ts';

/** A key-value API has no era, tools or account: only how fast it answers. */
export type Tested = Partial<Probe> & Pick<Probe, 'latency_ms'>;

/** @throws KeepsakeError that says what stands in the way, and what to do */
export async function testConnection(
  connection: Connection,
  paths: Paths,
  secrets: Secrets,
): Promise<Tested> {
  const { name, server } = connection;
  if (server.type === 'botwire') return { latency_ms: await testKeyValues(server.url) };
  const secret = await secrets.get(connectionSecret(name));
  if (secret === undefined) throw secretGone(name, server.type === 'local');
  const tested = await probe(endpointOf(connection, paths, secret));
  if (tested.keepsake !== undefined && server.type === 'remote')
    await checkSteadiness(originOf(server.url), secret);
  return tested;
}

function secretGone(name: string, isLocal: boolean): KeepsakeError {
  const remedy = isLocal
    ? `Make a new one: keepsake doctor --replace-secret ${name}`
    : `Store it again: keepsake connection add ${name} URL`;
  return new KeepsakeError('NOT_FOUND', `No secret is stored for the connection ${name}. ${remedy}`);
}

async function testKeyValues(url: string): Promise<number> {
  const fetch = createFetch({});
  const started = performance.now();
  try {
    const response = await fetch(`${url}/stats/memory`, {
      method: 'GET',
      headers: {},
      signal: AbortSignal.timeout(10_000),
    });
    await response.text();
    if (response.status < 300) return Math.round((performance.now() - started) * 10) / 10;
  } catch (error) {
    throw new KeepsakeError('UNAVAILABLE', `${url} cannot be reached. Check the address.`, undefined, error);
  }
  throw new KeepsakeError('UNAVAILABLE', `${url} does not answer as BotWire does. Check the address.`);
}
