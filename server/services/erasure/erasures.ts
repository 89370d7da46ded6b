/** Permanent deletion as people ask for it: confirmed by the exact id, done by a job, told of by a signed receipt. */
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { ErasedTarget, Erasure, operations, SignedReceipt } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { ReceiptSigner } from '../../../local/receipts.ts';
import type { CommitAuthor, Job, Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import type { Erased } from '../activity/erasing.ts';
import { accountScope, authorOf, requireOwner, type Call, type Caller } from '../caller.ts';
import { serverCommit, startJobs, type Jobs } from '../jobs.ts';
import { asJson, commitFor, listPage, typed, viewAuthor, viewTime, writtenRecord } from '../records.ts';
import { sweepBlobs } from '../sweeping.ts';
import { closeAccount, destroyAccount, markDeleted, requireAccount } from './account.ts';
import { destroyProject, eraseAll, type ErasingDependencies } from './erasing.ts';
import { notThere, requireConfirmation, requireTarget } from './asking.ts';
import { nameDigest, planErasure, type Plan } from './plan.ts';
import { writeReceipt } from './receipt.ts';
import { everyRecord } from '../walking.ts';

export interface ErasuresDependencies extends ErasingDependencies {
  readonly logger: Logger;
  readonly signer: ReceiptSigner;
  /** 32 bytes; see `planErasure`. */
  readonly digestKey: Uint8Array;
  /** Leaves nothing in a project's index of what is no longer found. */
  readonly expunge: (scope: Required<Scope>, signal: AbortSignal) => Promise<void>;
  readonly backups: ErasedBackups;
  readonly activity: { erase(account: string, erased: Erased): Promise<void> };
}

/** Backups, as far as deletion reaches them. */
export interface ErasedBackups {
  /** Runs while no backup reads or writes, on any server of the store. */
  exclusive<T>(signal: AbortSignal, work: (held: Undisturbed) => Promise<T>): Promise<T>;
  /** Rewrites the backups in reach without what a plan names. Called within `exclusive`. */
  erase(account: string, erasing: ErasingInBackups, signal: AbortSignal): Promise<ErasedInBackups>;
}

export interface Undisturbed {
  /** Aborted when a backup may begin after all. */
  readonly signal: AbortSignal;
  /** Resolves when none has begun so far. @throws KeepsakeError UNAVAILABLE */
  readonly confirm: () => Promise<void>;
}

export interface ErasingInBackups {
  readonly target: ErasedTarget;
  readonly plan: Plan;
  /** What activity may tell of it. */
  readonly erased: Erased;
}

export interface ErasedInBackups {
  readonly rewritten: readonly string[];
  readonly outOfReach: readonly string[];
}

export interface Erasures {
  ask(call: Call, input: z.output<typeof operations.erase.input>): Promise<Erasure>;
  /** An account with all that it has. */
  askAccount(call: Call, input: z.output<typeof operations.eraseAccount.input>): Promise<Erasure>;
  list(
    caller: Caller,
    input: z.output<typeof operations.listErasures.input>,
  ): Promise<z.output<typeof operations.listErasures.output>>;
  get(caller: Caller, input: { erasureId: string }): Promise<Erasure>;
  key(caller: Caller): Promise<{ algorithm: 'Ed25519'; public_key: string }>;
  start(): Jobs;
}

export interface ErasurePayload {
  readonly target: ErasedTarget;
  readonly requestedBy: CommitAuthor;
  readonly requestedAt: number;
  readonly signed?: SignedReceipt;
}

const planSpace = 'erasure';

/** The service of permanent deletion. Only the owner calls it. */
export function createErasures(dependencies: ErasuresDependencies): Erasures {
  const { store, clock, logger, signer } = dependencies;
  let jobs: Jobs | undefined;

  async function run({ account, payload }: Job, signal: AbortSignal): Promise<void> {
    const { erasure } = payload as { erasure: string };
    const record = await store.get({ account }, 'erasure', erasure);
    if (record === undefined || record.state === 'done') return;
    await dependencies.backups.exclusive(signal, (held) => {
      const either = AbortSignal.any([signal, held.signal]);
      return carryOut(dependencies, account, record, { signal: either, confirm: held.confirm });
    });
    logger.info({ erasure }, 'a permanent deletion is done');
  }

  async function begin(call: Call, target: ErasedTarget, closed: readonly Put[] = []): Promise<Erasure> {
    const scope = accountScope(call.caller);
    const at = clock();
    const requestedBy = authorOf(call.caller);
    const payload = asJson({ target, requestedBy, requestedAt: at } satisfies ErasurePayload);
    const id = newId('era');
    const put: Put = { op: 'put', kind: 'erasure', id, state: 'running', history: false, payload };
    const commit = await commitFor(store, () => at, call, scope, [put, ...closed, jobOf(id)]);
    jobs?.wake();
    return viewErasure(await writtenRecord(store, scope, { call, at, commit, put }));
  }

  return {
    async ask(call, { target, confirm }) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      const known = await requireTarget(store, scope, target);
      requireConfirmation(target, known, confirm);
      return begin(call, target, target.type === 'project' ? closing(known) : []);
    },
    async askAccount(call, { accountId, confirm }) {
      await requireAccount(dependencies, call, { accountId, confirm });
      const erasure = await begin(call, { type: 'account', id: accountId });
      await closeAccount(store, clock, accountId, operator(call.caller.account));
      return erasure;
    },
    async list(caller, input) {
      requireOwner(caller);
      const query = { kind: 'erasure', order: 'created', descending: true } as const;
      return listPage(store, accountScope(caller), query, input, viewErasure);
    },
    async get(caller, { erasureId }) {
      requireOwner(caller);
      const record = await store.get(accountScope(caller), 'erasure', erasureId);
      if (record === undefined) throw notThere('permanent deletion', erasureId);
      return viewErasure(record);
    },
    async key(caller) {
      requireOwner(caller);
      return { algorithm: 'Ed25519', public_key: signer.publicKey };
    },
    start() {
      const started = startJobs({ store, clock, logger, kind: 'erase', concurrency: 1, run });
      jobs = started;
      const asked = askAgain(store, clock)
        .then(started.wake)
        .catch((error: unknown) => logger.error({ err: error }, 'permanent deletions could not be taken up'));
      return { wake: started.wake, close: () => asked.then(() => started.close()) };
    },
  };
}

function jobOf(erasure: string): Operation {
  return { op: 'enqueue', id: `erase_${erasure}`, kind: 'erase', priority: 1, payload: { erasure } };
}

/** What a crash cut off does not wait for the lease of the server that is gone. */
async function askAgain(store: Store, clock: () => number): Promise<void> {
  for (const account of await store.accounts())
    for await (const { id } of everyRecord(store, { account }, { kind: 'erasure', states: ['running'] }))
      await store.commit({ account }, serverCommit(account, clock(), [jobOf(id)]));
}

/** Nobody reaches a project from the moment on that its end is asked for. */
function closing({ kind, id, state, payload, version }: StoredRecord): Put[] {
  return state === 'active' ? [{ op: 'put', kind, id, state: 'deleted', payload, expect: { version } }] : [];
}

async function carryOut(
  dependencies: ErasuresDependencies,
  account: string,
  record: StoredRecord,
  { signal, confirm }: Undisturbed,
): Promise<void> {
  const { store, clock, signer } = dependencies;
  const { target, requestedBy, requestedAt } = typed<ErasurePayload>(record).payload;
  if (target.type === 'account') await closeAccount(store, clock, target.id, operator(account));
  const plan = await keptPlan(dependencies, account, record.id, target);
  const erased = erasedBy(target, plan, dependencies.digestKey);
  if (target.type === 'account') {
    await destroyAccount(dependencies, target.id, plan, signal);
    await markDeleted(store, clock, { account }, target.id);
    await store.scrub({ account });
  } else await take(dependencies, account, record.id, { target, plan, erased }, signal);
  const backups = await dependencies.backups.erase(account, { target, plan, erased }, signal);
  // A backup that began meanwhile would have what was erased: then all is looked through again.
  await confirm();
  const finishedAt = clock();
  const signed = signer.sign(
    writeReceipt({ id: record.id, account, target, requestedBy, requestedAt, finishedAt, plan, backups }),
  );
  const payload = asJson({ target, requestedBy, requestedAt, signed } satisfies ErasurePayload);
  await store.commit(
    { account },
    serverCommit(account, finishedAt, [
      { op: 'put', kind: 'erasure', id: record.id, state: 'done', payload, history: false },
      { op: 'row', space: planSpace, key: record.id, value: null },
    ]),
  );
}

/** Takes what is in the account itself. */
async function take(
  dependencies: ErasuresDependencies,
  account: string,
  erasure: string,
  { target, plan, erased }: ErasingInBackups,
  signal: AbortSignal,
): Promise<void> {
  if (target.type === 'project') await destroyProject(dependencies, account, target.id);
  await eraseAll(dependencies, account, { doomed: plan.doomed, erasure }, signal);
  if (target.type === 'file') await sweepBlobs(dependencies, { account }, signal);
  await dependencies.activity.erase(account, erased);
  await rewrite(dependencies, account, plan, signal);
}

/** How another account's log calls who runs the server. */
function operator(account: string): CommitAuthor {
  return { type: 'owner', id: account, name: 'operator' };
}

/** The plan is kept before anything goes, so that after a crash the receipt still counts everything. */
async function keptPlan(
  { store, clock, digestKey }: ErasuresDependencies,
  account: string,
  id: string,
  target: ErasedTarget,
): Promise<Plan> {
  const kept = await store.row({ account }, planSpace, id);
  if (kept !== undefined) return JSON.parse(Buffer.from(kept).toString()) as Plan;
  const plan = await planErasure(
    { store, digestKey },
    target.type === 'account' ? target.id : account,
    target,
  );
  const value = Buffer.from(JSON.stringify(plan));
  const row: Operation = { op: 'row', space: planSpace, key: id, value };
  await store.commit({ account }, serverCommit(account, clock(), [row]));
  return plan;
}

function erasedBy(target: ErasedTarget, { doomed, names = [] }: Plan, digestKey: Uint8Array): Erased {
  const known = new Set(names);
  return {
    ids: new Set(doomed.map(({ id }) => id)),
    isNamed: (name) => known.has(nameDigest(digestKey, name)),
    key: target.type === 'key_writes' ? target.id : undefined,
    project: target.type === 'project' ? target.id : undefined,
  };
}

/** Indexes first: what they drop is only gone once the file is rewritten. */
async function rewrite(
  { store, expunge }: ErasuresDependencies,
  account: string,
  { doomed }: Plan,
  signal: AbortSignal,
): Promise<void> {
  const projects = new Set(doomed.flatMap(({ project }) => (project === undefined ? [] : [project])));
  for (const project of projects) {
    signal.throwIfAborted();
    await expunge({ account, project }, signal);
    await store.scrub({ account, project });
  }
  // Documents pass through the account on their way to the project, and activity is kept there.
  await store.scrub({ account });
}

function viewErasure(record: StoredRecord): Erasure {
  const { target, requestedBy, requestedAt, signed } = typed<ErasurePayload>(record).payload;
  return {
    id: record.id,
    status: record.state === 'done' ? 'done' : 'running',
    target,
    requested_by: viewAuthor(requestedBy),
    requested_at: viewTime(requestedAt),
    ...(signed === undefined ? {} : { signed_receipt: signed }),
  };
}
