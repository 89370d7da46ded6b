/** Sends one file with the code of `keepsake add`, as a process of its own that can be killed; tells each step. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import { sendFile, type Announced } from '../../../cli/uploading/tus.ts';
import { createClient } from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';

/** What a sender is told. */
export interface Order {
  readonly baseUrl: string;
  readonly token: string;
  readonly pieceBytes: number;
  readonly file: Announced;
}

/** What it tells. */
export type Told = { readonly offset: number } | { readonly itemId: string } | { readonly error: string };

const [{ baseUrl, token, pieceBytes, file }] = (await once(process, 'message')) as [Order];
const tell = (told: Told): void => void process.send?.(told);
const fetch = createFetch({});
const client = createClient({ baseUrl, fetch, token: () => token, newIdempotencyKey: randomUUID });
const transport = { baseUrl, fetch, token: async () => token };
try {
  const options = { ...transport, client, pieceBytes, patienceMs: 60_000 };
  const upload = await sendFile(options, file, (offset) => tell({ offset }));
  tell({ itemId: upload.item_id ?? '' });
} catch (error) {
  tell({ error: String(error) });
}
process.disconnect();
