/** Whether one address, behind which there may be several instances, answers the same each time. */
import { createClient, KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import { createOutwardFetch } from '../../local/http.ts';

const rounds = 8;
const timeoutMs = 10_000;

type Seen = { readonly store: string; readonly version: string } | { readonly refused: string };

/**
 * Asks over a new connection each time, so that a load balancer gives each to the next instance.
 *
 * @param ca path of the file of an authority that is trusted besides
 * @throws KeepsakeError STATE_NOT_READY when the answers differ
 */
export async function checkSteadiness(origin: string, secret: string, ca?: string): Promise<void> {
  const seen: Seen[] = [];
  for (let round = 0; round < rounds; round++) seen.push(await ask(origin, secret, ca));
  const refusals = seen.filter((one) => 'refused' in one);
  if (refusals.length > 0 && refusals.length < rounds)
    throw differ(
      `${refusals.length} of ${rounds} requests to ${origin} failed (${refusals[0]?.refused}), the others did not`,
    );
  const accepted = seen.filter((one) => 'store' in one);
  if (new Set(accepted.map(({ store }) => store)).size > 1)
    throw differ(`${origin} answers from different stores`);
  if (new Set(accepted.map(({ version }) => version)).size > 1)
    throw differ(`${origin} answers in different versions`);
}

async function ask(origin: string, secret: string, ca?: string): Promise<Seen> {
  const client = createClient({
    baseUrl: origin,
    fetch: createOutwardFetch(ca),
    token: () => secret,
    newIdempotencyKey: () => '',
  });
  try {
    const { account_id, version } = await client.getServer({}, { signal: AbortSignal.timeout(timeoutMs) });
    return { store: account_id, version };
  } catch (thrown) {
    return { refused: toKeepsakeError(thrown).code };
  }
}

function differ(what: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `${what}. Name each instance behind it: keepsake doctor --compare URL URL`,
  );
}
