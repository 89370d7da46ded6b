/** A process that appends messages and increments a counter, many at a time, as one of several that do. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import { createClient } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';

interface Orders {
  url: string;
  secret: string;
  projectId: string;
  conversationId: string;
  lane: number;
  writes: number;
}

const [orders] = (await once(process, 'message')) as [Orders];
const { url, secret, projectId, conversationId, lane, writes } = orders;
const client = createClient({
  baseUrl: url,
  fetch: createFetch({}),
  token: () => secret,
  newIdempotencyKey: randomUUID,
});
const lanes = 25;

async function write(from: number): Promise<void> {
  for (let at = from; at < writes; at += lanes) {
    const messages = [{ role: 'user' as const, content: `lane ${lane} number ${at}` }];
    await client.appendMessages({ projectId, conversationId, messages });
    await client.incrementEntry({ projectId, namespace: 'crowd', key: 'count', by: 1 });
  }
}

await Promise.all(Array.from({ length: lanes }, (_, from) => write(from)));
process.disconnect();
