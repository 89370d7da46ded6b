/** Removing a linked project from this computer: only once the remote server shows that it has all of it. */
import { KeepsakeError, type Client } from '../../../contract/index.ts';
import { syncedKinds } from '../../../contract/operations/sync.ts';
import type { Call } from '../../services/caller.ts';
import type { Erasures } from '../../services/erasure/erasures.ts';
import { everyRecord } from '../../services/walking.ts';
import type { Projects } from '../../services/projects.ts';
import { countedDocuments } from '../../services/tallies.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { basesOf, isUnsent } from '../service/bases.ts';
import type { createJoining } from './joining.ts';
import type { LinkedProjectRun } from './linked-project.ts';
import { saidBy } from './making.ts';
import { projectLink } from './records.ts';
import type { RunningLink } from './running-link.ts';

export interface LeavingDependencies {
  readonly store: Store;
  readonly projects: Pick<Projects, 'remove' | 'restore'>;
  readonly erasures: Pick<Erasures, 'ask'>;
  readonly joining: Pick<ReturnType<typeof createJoining>, 'unlink'>;
}

/**
 * Deletes a linked project here and leaves it at the server. Nothing is written to it from the moment on that it is looked
 * through, and where anything is missing there it goes on as before.
 *
 * @throws KeepsakeError STATE_NOT_READY with what is not there, UNAVAILABLE
 */
export async function leave(
  { store, projects, erasures, joining }: LeavingDependencies,
  call: Call,
  { link, one }: { readonly link: RunningLink; readonly one: LinkedProjectRun },
): Promise<void> {
  const { caller } = call;
  const { project: projectId } = one;
  const scope = { account: caller.account, project: projectId };
  await requireInStep(one);
  await requireNothingOfItsOwn(store, scope, link.settings().payload.drive === true);
  const stored = await projectLink(store, { account: caller.account }, projectId);
  if (stored === undefined) return;
  await projects.remove({ caller }, { projectId });
  try {
    await link.drop(projectId);
    const head = await store.head(scope);
    await requireAllThere(store, scope, link.client, one.remote);
    if ((await store.head(scope)) !== head) throw notAllThere('it was written to meanwhile');
  } catch (error) {
    await projects.restore({ caller }, { projectId });
    await link.add(stored);
    throw error;
  }
  await joining.unlink({ caller }, undefined, projectId);
  await erasures.ask({ caller }, { target: { type: 'project', id: projectId }, confirm: projectId });
}

async function requireInStep(one: LinkedProjectRun): Promise<void> {
  const { state, pending, refused } = await one.state();
  if (refused.length > 0) throw notAllThere(`the server did not take ${refused.length} of its changes`);
  if (pending > 0) throw notAllThere(`${pending} of its changes wait to be sent`);
  if (state !== 'synced') throw notAllThere('it is not in step with the server now');
}

/** What does not travel would be gone; of that, only names of states (snapshots) are let go. */
async function requireNothingOfItsOwn(
  store: Store,
  scope: Required<Scope>,
  isCarried: boolean,
): Promise<void> {
  const count = (kind: string, states: readonly string[]) => store.count(scope, { kind, states });
  const [reviews, branches, documents] = await Promise.all([
    count('review', ['pending']),
    count('branch', ['active']),
    isCarried ? 0 : count('document', countedDocuments),
  ]);
  if (reviews > 0) throw notAllThere(`${reviews} writes of clients wait for your decision, here alone`);
  if (branches > 0) throw notAllThere(`${branches} branches are here alone: merge or drop them`);
  if (documents > 0)
    throw notAllThere(
      `its ${documents} documents are here alone: let the link carry the drive, or take them out`,
    );
}

/**
 * Compares every record with what the server has now, also of a server that went back to an earlier day.
 *
 * @throws KeepsakeError STATE_NOT_READY when it lacks anything, UNAVAILABLE
 */
export async function requireAllThere(
  store: Store,
  scope: Required<Scope>,
  client: Pick<Client, 'listHeads'>,
  projectId: string,
): Promise<void> {
  for (const kind of syncedKinds) {
    const there = new Map<string, string>();
    for (let after = ''; ;) {
      const asked = { projectId, kind, ...(after && { after }) };
      const { items, next } = await saidBy(() => client.listHeads(asked));
      for (const { id, revision } of items) there.set(id, revision);
      if (next === null) break;
      after = next;
    }
    const lacking = await lackingThere(store, scope, kind, there);
    if (lacking > 0) throw notAllThere(`the server lacks ${lacking} of its records of the kind "${kind}"`);
  }
}

async function lackingThere(
  store: Store,
  scope: Scope,
  kind: string,
  there: ReadonlyMap<string, string>,
): Promise<number> {
  const others: StoredRecord[] = [];
  for await (const record of everyRecord(store, scope, { kind })) {
    const isGone = kind === 'message' && record.state !== 'active';
    if (!isGone && there.get(record.id) !== record.revision) others.push(record);
  }
  let lacking = 0;
  for (let at = 0; at < others.length; at += recordsAtOnce) {
    const some = others.slice(at, at + recordsAtOnce);
    const bases = await basesOf(store, scope, some);
    // A newer version there is built upon the one that was sent.
    lacking += some.filter((record, n) => !there.has(record.id) || isUnsent(record, bases[n])).length;
  }
  return lacking;
}

const recordsAtOnce = 500;

function notAllThere(why: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The project stays on this computer: ${why}. Nothing was removed; try again once that is settled.`,
  );
}
