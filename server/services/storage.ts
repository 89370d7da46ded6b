/** What an account holds and how many bytes that takes. */
import type { z } from 'zod';
import type { storageOperations } from '../../contract/operations/storage.ts';
import type { Scope, Size, Store, Tally } from '../store/store.ts';
import { activitySpace, daySpace } from './activity/events.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import type { Originals } from './originals.ts';
import type { DocumentPayload } from './attachments.ts';
import { typed } from './records.ts';
import { countedDocuments, countOf, type Tallies } from './tallies.ts';
import { everyRecord } from './walking.ts';

type Output = z.output<typeof storageOperations.getStorage.output>;

export interface Storage {
  get(caller: Caller): Promise<Output>;
}

/** Rows that can be built anew from what people and clients wrote. */
const derived = new Set(['piece', 'tail', 'segment', 'dead', 'vector', 'vector-record', 'entries', 'expiry']);
const activity = new Set([activitySpace, daySpace]);

export interface StorageDependencies {
  store: Store;
  tallies: Tallies;
  originals: Originals;
}

/** The service of storage. Only the owner calls it. */
export function createStorage({ store, tallies, originals }: StorageDependencies): Storage {
  const originalsBytes = new WeakMap<Tally, Promise<number>>();

  async function projectOf(account: string, project: string): Promise<Output['projects'][number]> {
    const scope = { account, project };
    const [tally, size] = await Promise.all([tallies.of(scope), store.size(scope)]);
    const sum = originalsBytes.get(tally) ?? documentBytes(store, scope);
    originalsBytes.set(tally, sum);
    const documents = (state: string) => countOf(tally, 'document', [state]);
    return {
      project_id: project,
      originals_bytes: await sum,
      database_bytes: size.file,
      index_bytes: bytesOf(size, derived),
      free_bytes: size.free,
      documents: {
        okay: documents('okay'),
        pending: documents('pending'),
        running: documents('running'),
        error: documents('error'),
      },
      memories: statesOf(tally, 'memory'),
      entries: countOf(tally, 'entry', ['active']),
      conversations: countOf(tally, 'conversation', ['active']),
    };
  }

  /** Other accounts share the file of the catalogue, and nobody is told how much they hold. */
  async function catalogueBytes(size: Size): Promise<number> {
    return (await store.accounts()).length === 1 ? size.file : bytesOf(size);
  }

  return {
    async get(caller) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const query = {
        kind: 'project',
        states: ['active', 'archived'],
        order: 'created',
        limit: 10_000,
      } as const;
      const [tally, size, kept, records] = await Promise.all([
        tallies.of(scope),
        store.size(scope),
        originals.of(scope.account),
        store.list(scope, query),
      ]);
      const projects = await Promise.all(records.map(({ id }) => projectOf(scope.account, id)));
      const catalogue_bytes = await catalogueBytes(size);
      const databases = projects.reduce((sum, { database_bytes }) => sum + database_bytes, catalogue_bytes);
      return {
        originals_bytes: kept.bytes,
        remote_bytes: kept.remoteBytes,
        versions: kept.versions,
        items: countOf(tally, 'item', ['active']),
        trashed_items: countOf(tally, 'item', ['trashed']),
        catalogue_bytes,
        activity_bytes: bytesOf(size, activity),
        projects,
        total_bytes: databases + kept.bytes - kept.remoteBytes,
      };
    },
  };
}

async function documentBytes(store: Store, scope: Scope): Promise<number> {
  let bytes = 0;
  for await (const record of everyRecord(store, scope, { kind: 'document', states: countedDocuments }))
    bytes += typed<DocumentPayload>(record).payload.size;
  return bytes;
}

function bytesOf({ spaces }: Size, names?: ReadonlySet<string>): number {
  return spaces
    .filter(({ space }) => names === undefined || names.has(space))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

function statesOf({ records }: Tally, kind: string): Record<string, number> {
  return Object.fromEntries(
    records.filter((one) => one.kind === kind).map(({ state, count }) => [state, count]),
  );
}
