/** What is stored and how much room it takes. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';

const counts = {
  documents: z.object({ okay: z.int(), pending: z.int(), running: z.int(), error: z.int() }),
  /** By status, such as `active`. */
  memories: z.record(z.string(), z.int()),
  entries: z.int(),
  conversations: z.int(),
};

/** Bytes of a project's file. `index` is part of `database` and can be built anew; `free` is part of it too. */
const database = {
  /** Of the newest versions of its documents; other projects may have the same ones. */
  originals_bytes: z.int(),
  database_bytes: z.int(),
  index_bytes: z.int(),
  free_bytes: z.int(),
};

export const storage = z.object({
  /** Of all versions of all files, trash included. */
  originals_bytes: z.int(),
  /** Of them, those whose bytes only the server has that this one is linked to; they take no room here. */
  remote_bytes: z.int(),
  versions: z.int(),
  items: z.int(),
  trashed_items: z.int(),
  /** Of the account: names, versions, keys, small files; on a server of several accounts, its rows alone. */
  catalogue_bytes: z.int(),
  activity_bytes: z.int(),
  projects: z.array(z.object({ project_id: idOf('project'), ...database, ...counts })),
  /** Databases and the originals that are here together. */
  total_bytes: z.int(),
});

export const storageOperations = {
  getStorage: operation({
    method: 'GET',
    path: '/storage',
    summary: 'What the account and each of its projects holds, and how many bytes that takes.',
    access: 'owner',
    input: z.object({}),
    output: storage,
  }),
};
