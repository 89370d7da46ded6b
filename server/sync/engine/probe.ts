/** While a remote server is away one small question tells when it is back, however long each exchange would wait. */
import type { Client } from '../../../contract/index.ts';
import type { ExchangeRun } from './running-exchange.ts';

export interface Probed {
  readonly client: Pick<Client, 'getServer'>;
  readonly settings: () => { readonly metered: boolean };
  readonly runs: () => readonly Pick<ExchangeRun, 'isFailing' | 'renew'>[];
  readonly signal: AbortSignal;
  /** How often it is looked for; 3 s, and a minute where the connection costs by volume. */
  readonly everyMs?: number;
}

const usualMs = 3_000;
const meteredMs = 60_000;

/** @returns what to call when the server did not answer */
export function createProbe({ client, settings, runs, signal, everyMs = usualMs }: Probed): () => void {
  let probe: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(probe), { once: true });

  function offline(): void {
    if (probe !== undefined || signal.aborted) return;
    const ms = settings().metered ? meteredMs : everyMs;
    probe = setTimeout(() => void ask(), ms * (0.75 + Math.random() / 2));
    probe.unref();
  }

  async function ask(): Promise<void> {
    const isBack = await client.getServer({}).then(
      () => true,
      () => false,
    );
    probe = undefined;
    if (signal.aborted) return;
    // Those that did not fail, too: what they listen to may be as dead as what failed.
    if (isBack) for (const one of runs()) one.renew();
    else if (runs().some((one) => one.isFailing())) offline();
  }

  return offline;
}
