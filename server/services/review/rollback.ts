/**
 * Takes back what one key wrote since a time: memories and entries become what they were before its first write, as new
 * commits, and its proposals are rejected. What others changed afterwards is left alone unless that is asked for.
 */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Scope, Store, StoredRecord, StoredRevision } from '../../store/store.ts';
import { accountScope, requireOwner, type Call } from '../caller.ts';
import { settledConflicts } from '../memories/contradictions.ts';
import { memoryPayload, memoryPut, memoryRows, type MemoryState } from '../memories/record.ts';
import { withoutTwice } from '../memories/writing.ts';
import { asJson, commitFor, retryOnConflict, type Clock } from '../records.ts';
import { entryRollback } from './entry-rollback.ts';
import { decidedPut } from './proposals.ts';
import { touchedBy, type Touched } from './touched.ts';

type Input = z.output<typeof operations.rollbackKey.input>;
type Output = z.output<typeof operations.rollbackKey.output>;
type Item = Output['items'][number];

export interface RollbackDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

interface Step {
  readonly item: Item;
  readonly operations: readonly Operation[];
}

const recordsAtOnce = 200;
const mostRevisions = 100_000;
const mostProjects = 10_000;

export function createRollback({ store, search, clock }: RollbackDependencies) {
  async function stepFor(
    call: Call,
    scope: Required<Scope>,
    touched: Touched,
    { include_changed, since }: Input,
    at: number,
  ): Promise<Step | undefined> {
    const { kind, id } = touched;
    const item = (action: Item['action'], why?: string): Item => {
      return { project_id: scope.project, kind, id, action, ...(why === undefined ? {} : { why }) };
    };
    const current = await store.get(scope, kind, id);
    if (current === undefined) return undefined;
    if (kind === 'review')
      return current.state === 'pending'
        ? { item: item('rejected'), operations: [decidedPut(current, 'rejected', call, at)] }
        : undefined;
    if (kind === 'message' || kind === 'conversation')
      return { item: item('left', 'Messages of conversations are only appended.'), operations: [] };
    if (kind !== 'memory' && kind !== 'entry') return undefined;
    const { before, others } = await story(scope, touched, Date.parse(since));
    if (isAsBefore(current, before)) return undefined;
    if (others && !include_changed)
      return { item: item('left', 'Others have changed it since.'), operations: [] };
    const operations =
      kind === 'memory'
        ? await memoryRollback(scope, current, before, at)
        : entryRollback(current, before, at);
    const isThere = before !== undefined && before.state !== 'deleted';
    return { item: item(isThere ? 'restored' : 'removed'), operations };
  }

  /** The revision before the key's first one, and whether others wrote after that. */
  async function story(scope: Scope, { kind, id, revisions, versions }: Touched, since: number) {
    const all = (await store.revisions(scope, kind, id, mostRevisions)).toReversed();
    const isOwn = (one: StoredRevision) => revisions.has(one.revision) || versions.has(one.version);
    const first = all.findIndex(isOwn);
    const before = first > 0 ? all[first - 1] : undefined;
    const others = first >= 0 && all.slice(first).some((one) => !isOwn(one) && one.at >= since);
    return { before, others };
  }

  async function memoryRollback(
    scope: Required<Scope>,
    current: StoredRecord,
    before: StoredRevision | undefined,
    at: number,
  ): Promise<Operation[]> {
    const state = (before?.state ?? 'deleted') as MemoryState;
    const earlier = memoryPayload(before ?? current);
    const writer = before === undefined ? earlier.writer : (earlier.writer ?? before.author);
    const payload = writer === undefined ? earlier : { ...earlier, writer };
    const put = memoryPut(current.id, { payload, state }, { version: current.version }, 'rolled back');
    const { content } = payload;
    const is = { id: current.id, content, isActive: state === 'active' };
    const settled = await settledConflicts(store, scope, is);
    return [put, ...memoryRows(search, put, at, { before: current, writer }), ...settled];
  }

  async function rollBackProject(call: Call, scope: Required<Scope>, input: Input): Promise<Item[]> {
    const items: Item[] = [];
    const touched = await touchedBy(store, scope, input.keyId, Date.parse(input.since));
    for (let from = 0; from < touched.length; from += recordsAtOnce) {
      const group = touched.slice(from, from + recordsAtOnce);
      const done = await retryOnConflict(async () => {
        const at = clock();
        const made = await Promise.all(group.map((one) => stepFor(call, scope, one, input, at)));
        const steps = made.filter((step): step is Step => step !== undefined);
        const operations = withoutTwice(steps.flatMap((step) => step.operations));
        if (!input.dry_run && operations.length > 0)
          await commitFor(store, () => at, { caller: call.caller }, scope, operations);
        return steps.map((step) => step.item);
      });
      items.push(...done);
    }
    return items;
  }

  /** @throws KeepsakeError NOT_FOUND for a key that never was */
  return async (call: Call, input: Input): Promise<Output> => {
    requireOwner(call.caller);
    const account = accountScope(call.caller);
    const key = await store.get(account, 'key', input.keyId);
    if (key === undefined)
      throw new KeepsakeError('NOT_FOUND', `There is no key ${input.keyId}. List the keys to find its id.`);
    const query = { kind: 'project', states: ['active'], order: 'created', limit: mostProjects } as const;
    const items: Item[] = [];
    for (const { id } of await store.list(account, query))
      items.push(...(await rollBackProject(call, { account: call.caller.account, project: id }, input)));
    return { dry_run: input.dry_run, items };
  };
}

/** Whether nothing is left to take back, as after a rollback before. */
function isAsBefore(current: StoredRecord, before: StoredRevision | undefined): boolean {
  if (before === undefined) return current.state !== 'active' && current.state !== 'superseded';
  if (current.state !== before.state) return false;
  return JSON.stringify(told(current.payload)) === JSON.stringify(told(before.payload));
}

/** Who wrote it is kept, but is not what it says. */
function told(payload: StoredRecord['payload']) {
  const { writer: _writer, creator: _creator, ...rest } = payload as Record<string, unknown>;
  return asJson(rest);
}
