/** Moves a whole store into another one that is empty, compares both, and only then lets the other one serve. */
import pino, { type Logger } from 'pino';
import { KeepsakeError } from '../contract/index.ts';
import { openBlobs, openFilling, openMoment, openStore, type StorePlace } from './open-store.ts';
import { inherit, inheritanceOf, inheritedSpace } from './service-keys.ts';
import { compareScopes, type ComparedScope } from './services/migration/comparing.ts';
import {
  copyContents,
  expectedContents,
  readContents,
  type ContentsDigest,
} from './services/migration/contents.ts';
import {
  copyScopes,
  measureScopes,
  rowsIn,
  stateOf,
  type MeasuredScope,
} from './services/migration/scopes.ts';
import type { LeftOut, Filling } from './store/copying.ts';
import type { Store } from './store/store.ts';
import { beingFilled, restoringMark } from './store/underway.ts';

/** A store and where the bytes of its files are kept. The caller sees to it that no server writes to it. */
export type MigratedStore = StorePlace;

export interface MigrationPlan {
  readonly scopes: readonly MeasuredScope[];
  readonly files: ContentsDigest;
}

export interface MigrationStep {
  readonly stage: 'records' | 'files' | 'comparing records' | 'comparing files';
  /** Rows or files. */
  readonly done: number;
  readonly total: number;
  /** That went through this run, of this stage. */
  readonly bytes: number;
}

export interface MigrationOptions {
  /** Takes away first what an earlier run left in the target. */
  readonly restart?: boolean | undefined;
  readonly report: (step: MigrationStep) => void;
  readonly signal: AbortSignal;
}

export interface Migrated {
  readonly scopes: readonly ComparedScope[];
  readonly files: {
    readonly source: ContentsDigest;
    readonly target: ContentsDigest;
    readonly equal: boolean;
  };
  /** Whether everything is equal; the target serves only then. */
  readonly equal: boolean;
}

/** Index, vectors and extractions go along, so that nothing is made anew; the keys of services go by themselves. */
const leftOut: LeftOut = { spaces: [inheritedSpace], kinds: [], withPassing: true };

const logger: Logger = pino({ level: 'warn', base: null }, pino.destination(2));

/** What a migration would take along. @throws KeepsakeError NOT_FOUND for a store without an account */
export async function planMigration(from: MigratedStore): Promise<MigrationPlan> {
  const { files } = await lookAt(from);
  return { scopes: await measured(from), files };
}

/** Brings a store to the newest tables and asks it what goes beside its rows. */
function lookAt(from: MigratedStore): Promise<{ files: ContentsDigest; keys: Uint8Array }> {
  return withStore(from, async (store) => {
    if ((await store.accounts()).length === 0)
      throw new KeepsakeError(
        'NOT_FOUND',
        'The store that --from names holds nothing yet. Check its address.',
      );
    return { files: await expectedContents(store), keys: await inheritanceOf(store, from.masterKey) };
  });
}

/** All scopes of a store as it is now. */
async function measured(from: MigratedStore): Promise<MeasuredScope[]> {
  const moment = await openMoment(from, leftOut, logger);
  try {
    return await measureScopes(moment);
  } finally {
    await moment.close();
  }
}

/** A store is open only while it is needed, since each takes memory. @param underway opens one that is being filled */
async function withStore<T>(
  options: MigratedStore,
  work: (store: Store) => Promise<T>,
  underway = false,
): Promise<T> {
  const store = await openStore(options, logger, underway);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * Migrates, or goes on with a migration that was ended in whatever way.
 *
 * @throws KeepsakeError VALIDATION_ERROR for a target that holds something else, STATE_NOT_READY when the source was
 * written to since the migration began, and what opening, reading and writing throw. What was done by then is kept.
 */
export async function migrateStore(
  from: MigratedStore,
  to: MigratedStore,
  options: MigrationOptions,
): Promise<Migrated> {
  const { files: expected, keys } = await lookAt(from);
  const scopes = await measured(from);
  const filling = await openFilling(to, logger);
  try {
    await fill(from, filling, scopes, options);
    await withStore(to, (target) => inherit(target, keys), true);
    const files = await moveContents(expected, from, to, options);
    const compared = await compare(from, to, scopes, options);
    const equal = files.equal && compared.every((scope) => scope.equal);
    if (equal) await filling.finish();
    return { scopes: compared, files, equal };
  } finally {
    await filling.close();
  }
}

/** What is noted in the target while it is being filled. */
interface Mark {
  /** Of the source when it began. */
  readonly state: string;
  readonly phase: 'filling' | 'filled';
}

async function fill(
  from: MigratedStore,
  filling: Filling,
  scopes: readonly MeasuredScope[],
  { restart, report, signal }: MigrationOptions,
): Promise<void> {
  if (restart === true && filling.mark !== undefined) await filling.empty();
  if (filling.mark === restoringMark) throw beingFilled('The target');
  const state = stateOf(scopes);
  const mark = filling.mark === undefined ? undefined : (JSON.parse(filling.mark) as Mark);
  if (mark !== undefined && mark.state !== state) throw changedSince();
  if (mark?.phase !== 'filled') {
    if (mark === undefined) await filling.begin(noteOf({ state, phase: 'filling' }));
    const moment = await openMoment(from, leftOut, logger);
    try {
      const counted = counting('records', rowsInAll(scopes), report);
      await copyScopes({ scopes, from: moment, to: filling, report: counted, signal });
    } finally {
      await moment.close();
    }
    await filling.begin(noteOf({ state, phase: 'filled' }));
  }
  await filling.settle();
}

function noteOf(mark: Mark): string {
  return JSON.stringify(mark);
}

function rowsInAll(scopes: readonly MeasuredScope[]): number {
  return scopes.reduce((sum, scope) => sum + rowsIn(scope), 0);
}

async function moveContents(
  source: ContentsDigest,
  from: MigratedStore,
  to: MigratedStore,
  { report, signal }: MigrationOptions,
): Promise<Migrated['files']> {
  const places = { from: await openBlobs(from), to: await openBlobs(to) };
  const target = await withStore(from, async (store) => {
    const copied = counting('files', source.files, report);
    await copyContents({ store, ...places, report: copied, signal });
    const read = counting('comparing files', source.files, report);
    return readContents({ store, to: places.to, report: read, signal });
  });
  return { source, target, equal: target.digest === source.digest && target.bytes === source.bytes };
}

/** Against the source as it is by now: what was written to it meanwhile is missing in the target. */
async function compare(
  from: MigratedStore,
  to: MigratedStore,
  scopes: readonly MeasuredScope[],
  { report, signal }: MigrationOptions,
): Promise<ComparedScope[]> {
  const source = await openMoment(from, leftOut, logger);
  try {
    if (stateOf(await measureScopes(source)) !== stateOf(scopes)) throw changedSince();
    const target = await openMoment(to, leftOut, logger);
    try {
      const counted = counting('comparing records', rowsInAll(scopes), report);
      return await compareScopes(source, target, { report: counted, signal });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Adds up what is reported of a stage. */
function counting(
  stage: MigrationStep['stage'],
  total: number,
  report: MigrationOptions['report'],
): (done: number, bytes: number) => void {
  let [done, bytes] = [0, 0];
  return (more, moreBytes) => {
    done += more;
    bytes += moreBytes;
    report({ stage, done, total, bytes });
  };
}

function changedSince(): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    'The store that --from names was written to since this migration began. Stop every server on it, then run this again with --restart, which takes away what was migrated so far.',
  );
}
