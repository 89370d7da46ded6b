/** What the owner's page asks of the server itself: what it runs on, what it can read, and whether its first run is over. */
import type { z } from 'zod';
import type { ServerDetails, Setup, setupOperations } from '../../contract/operations/setup.ts';
import { keepsakeVersion } from '../../contract/index.ts';
import type { Put, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { asJson, commitFor, retryOnConflict, typed, type Clock } from './records.ts';

type SetupChange = z.output<typeof setupOperations.setSetup.input>;

export interface SetupService {
  get(caller: Caller): Promise<Setup>;
  /** Changes what is given and leaves the rest. */
  set(call: Call, change: SetupChange): Promise<Setup>;
  details(caller: Caller): ServerDetails;
}

/** What this server was started with. */
export interface ServerFacts {
  dataFolder: string;
  recognitionFolder: string;
  /** Looked up anew each time: a person may have added a model. */
  recognitionLanguages: () => readonly string[];
  searchLanguages: readonly string[];
  maxFileBytes: number;
  quotaBytes: number | undefined;
}

export interface SetupDependencies {
  store: Store;
  clock: Clock;
  facts: ServerFacts;
}

const kind = 'settings';
const id = 'setup';

/** The service of the page's setup. Only the owner calls it. */
export function createSetup({ store, clock, facts }: SetupDependencies): SetupService {
  const startedAt = new Date(clock()).toISOString();
  return {
    async get(caller) {
      requireOwner(caller);
      return setupIn(await store.get(accountScope(caller), kind, id));
    },
    async set(call, change) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      return retryOnConflict(async () => {
        const before = await store.get(scope, kind, id);
        const expect: Put['expect'] = before === undefined ? 'absent' : { version: before.version };
        const known = setupIn(before);
        const next: Setup = {
          welcomed: change.welcomed ?? known.welcomed,
          recovery_noted: change.recovery_noted ?? known.recovery_noted,
        };
        const payload = asJson(next);
        const put: Put = { op: 'put', kind, id, state: 'current', payload, expect, history: false };
        await commitFor(store, clock, call, scope, [put]);
        return next;
      });
    },
    details(caller) {
      requireOwner(caller);
      return {
        version: keepsakeVersion,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        started_at: startedAt,
        data_folder: facts.dataFolder,
        recognition_folder: facts.recognitionFolder,
        search_languages: [...facts.searchLanguages],
        recognition_languages: [...facts.recognitionLanguages()],
        max_file_bytes: facts.maxFileBytes,
        quota_bytes: facts.quotaBytes ?? null,
      };
    },
  };
}

/** Written into accounts whose people have no first run to go through. */
export function welcomedPut(): Put {
  const payload = asJson({ welcomed: true, recovery_noted: true } satisfies Setup);
  return { op: 'put', kind, id, state: 'current', payload, expect: 'absent' };
}

function setupIn(record: StoredRecord | undefined): Setup {
  const unknown = { welcomed: false, recovery_noted: false };
  return record === undefined ? unknown : { ...unknown, ...typed<Setup>(record).payload };
}
