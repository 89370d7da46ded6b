/** Keepsake's index as the parts of the benchmark reach it in processes of their own: the store and readers of projects. */
import { indexReader, indexWriter } from '../../server/services/index-reader.ts';
import { openPostgresStore } from '../../server/store/postgres/index.ts';

/** What a process of the benchmark is told to open. */
export interface IndexAccess {
  readonly store: string;
  /** In hex. */
  readonly masterKey: string;
  readonly account: string;
}

export async function openIndex({ store: url, masterKey, account }: IndexAccess) {
  const store = await openPostgresStore({ url, masterKey: Buffer.from(masterKey, 'hex') });
  return {
    store,
    reader: (project: string) => indexReader(store, { account, project }),
    writer: (project: string) => indexWriter(store, { account, project }, Date.now),
  };
}
