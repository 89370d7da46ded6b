/** What the recorded program promised, and whether a store opened after a power cut keeps it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { BlobReference, BlobStore } from '../../../server/store/blobs.ts';
import { openFolderBlobs } from '../../../server/store/folder-blobs.ts';
import { openFiles } from '../../../server/store/sqlite/files.ts';
import { openSqliteStore } from '../../../server/store/sqlite/index.ts';
import type { Json, Scope, Store } from '../../../server/store/store.ts';

/** Of the recorded data folders. */
export const masterKey = new Uint8Array(32).fill(7);

/** One acknowledgement. */
export type Mark =
  | { readonly account: string }
  | {
      readonly scope: Scope;
      readonly kind: string;
      readonly id: string;
      readonly payload?: Json;
      /** Of a counter, whose later values are right as well. */
      readonly atLeast?: number;
      readonly blob?: BlobReference;
    };

/** What is wrong with a data folder: broken promises and damage, one line each; nothing when all is well. */
export async function brokenPromises(folder: string, marks: readonly Mark[]): Promise<string[]> {
  const store = await openSqliteStore({ folder, masterKey });
  try {
    const blobs = openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });
    const kept = await Promise.all(marks.map((mark) => check(store, blobs, mark).catch(asBroken)));
    return [...kept.filter((line) => line !== undefined), ...damage(folder, marks)];
  } finally {
    await store.close();
  }
}

async function check(store: Store, blobs: BlobStore, mark: Mark): Promise<string | undefined> {
  if ('account' in mark) {
    return (await store.accounts()).includes(mark.account) ? undefined : `account ${mark.account} is lost`;
  }
  const { scope, kind, id, payload, atLeast, blob } = mark;
  const record = await store.get(scope, kind, id);
  if (record === undefined) return `${kind} ${id} is lost`;
  if (atLeast !== undefined && (record.payload as { count: number }).count < atLeast)
    return `${id} went back`;
  if (payload !== undefined && !isDeepStrictEqual(record.payload, payload))
    return `${kind} ${id} is not what was written`;
  return blob === undefined ? undefined : checkBlob(blobs, blob, id);
}

function asBroken(error: unknown): string {
  return `a look-up failed: ${String(error)}`;
}

async function checkBlob(blobs: BlobStore, blob: BlobReference, id: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of blobs.read(blob)) hash.update(bytes);
  } catch {
    return `the content of ${id} is lost`;
  }
  return hash.digest('hex') === blob.sha256 ? undefined : `the content of ${id} is damaged`;
}

/** SQLite's own check of every file that the catalogue and the promises name. */
function damage(folder: string, marks: readonly Mark[]): string[] {
  const files = openFiles({ folder, masterKey, synchronous: 'FULL', encrypted: true }, 'query');
  try {
    const scopes = marks.flatMap((mark) => ('scope' in mark && mark.kind === 'project' ? [mark] : []));
    for (const { scope, id } of scopes) files.of({ account: scope.account, project: id });
    return files.opened().flatMap(({ name, connection }) => {
      const verdict = String(connection.pragma('integrity_check'));
      return verdict === 'ok' ? [] : [`${name}: ${verdict}`];
    });
  } finally {
    files.close();
  }
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
