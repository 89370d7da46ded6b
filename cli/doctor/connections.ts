/** Tests connections with the secrets that the bridge would use. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Connection } from '../../local/connections.ts';
import { createOutwardFetch } from '../../local/http.ts';
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
  if (server.type === 'botwire' && server.hasSecret !== true)
    return { latency_ms: await testKeyValues(server.url, {}) };
  const secret = await secrets.get(connectionSecret(name));
  if (secret === undefined) throw secretGone(name, server.type === 'local');
  if (server.type === 'botwire')
    return { latency_ms: await testKeyValues(server.url, { authorization: `Bearer ${secret}` }) };
  const tested = await probe(endpointOf(connection, paths, secret));
  if (tested.keepsake !== undefined && server.type === 'remote')
    await checkSteadiness(originOf(server.url), secret, server.ca);
  return tested;
}

function secretGone(name: string, isLocal: boolean): KeepsakeError {
  const remedy = isLocal
    ? `Make a new one: keepsake doctor --replace-secret ${name}`
    : `Store it again: keepsake connection add ${name} URL`;
  return new KeepsakeError('NOT_FOUND', `No secret is stored for the connection ${name}. ${remedy}`);
}

async function testKeyValues(url: string, headers: Record<string, string>): Promise<number> {
  const fetch = createOutwardFetch();
  const started = performance.now();
  let status: number;
  try {
    const response = await fetch(`${url}/stats/memory`, {
      method: 'GET',
      headers,
      signal: AbortSignal.timeout(10_000),
    });
    await response.text();
    status = response.status;
    // A Keepsake of which some namespaces alone are open counts for those who hold a key.
    const isOpenInPart =
      headers['authorization'] === undefined &&
      response.headers.get('www-authenticate')?.includes('keepsake') === true;
    if (status < 300 || isOpenInPart) return Math.round((performance.now() - started) * 10) / 10;
  } catch (error) {
    throw new KeepsakeError('UNAVAILABLE', `${url} cannot be reached. Check the address.`, undefined, error);
  }
  if (status === 401)
    throw new KeepsakeError(
      'UNAUTHORIZED',
      `${url} refuses the secret, or wants one. Store it: keepsake connection add NAME ${url} --botwire --secret`,
    );
  throw new KeepsakeError('UNAVAILABLE', `${url} does not answer as BotWire does. Check the address.`);
}
