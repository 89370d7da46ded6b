/** Goes through clients one by one; the failure of one leaves the others alone. */
import { toKeepsakeError } from '../../contract/index.ts';
import type { AiClient } from './clients.ts';
import type { Outcome, Work } from './connect-client.ts';

export interface Failed {
  readonly client: string;
  readonly path: string;
  readonly result: 'failed';
  readonly error: { readonly code: string; readonly message: string };
}

export async function eachClient(
  clients: readonly AiClient[],
  work: Work,
  run: (client: AiClient) => Promise<Outcome>,
): Promise<(Outcome | Failed)[]> {
  const outcomes: (Outcome | Failed)[] = [];
  for (const client of clients) {
    try {
      outcomes.push(await run(client));
    } catch (thrown) {
      const error = describe(thrown);
      work.output.say(`✗ ${client.name}: ${error.message}`);
      outcomes.push({ client: client.id, path: client.config(work.env), result: 'failed', error });
    }
  }
  return outcomes;
}

/** What the bridge or the file system said is for people as it is. */
function describe(thrown: unknown): Failed['error'] {
  const { code, message, cause } = toKeepsakeError(thrown);
  return { code, message: code === 'INTERNAL' && cause instanceof Error ? cause.message : message };
}
