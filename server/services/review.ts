/** Review: writes that wait for a person are listed, approved, edited, rejected, also many at once, and settings say which wait. */
import type { z } from 'zod';
import { KeepsakeError, type operations, type Review } from '../../contract/index.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { commitFor, listPage } from './records.ts';
import { createDecisions, type DecisionsDependencies } from './review/decisions.ts';
import { createRollback } from './review/rollback.ts';
import { keyReviewPut, readKeyReview, readSettings, settingsPut } from './review/settings.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Reviews {
  count(caller: Caller): Promise<Output<'countReviews'>>;
  settings(caller: Caller, input: Input<'getReviewSettings'>): Promise<Output<'getReviewSettings'>>;
  set(call: Call, input: Input<'setReviewSettings'>): Promise<Output<'setReviewSettings'>>;
  keySettings(caller: Caller, input: Input<'getKeyReview'>): Promise<Output<'getKeyReview'>>;
  setKey(call: Call, input: Input<'setKeyReview'>): Promise<Output<'setKeyReview'>>;
  list(caller: Caller, input: Input<'listReviews'>): Promise<Output<'listReviews'>>;
  get(caller: Caller, input: Input<'getReview'>): Promise<Review>;
  approve(call: Call, input: Input<'approveReview'>): Promise<Review>;
  reject(call: Call, input: Input<'rejectReview'>): Promise<Review>;
  /** Each by itself: what one is refused for says nothing about the others. */
  decide(call: Call, input: Input<'decideReviews'>): Promise<Output<'decideReviews'>>;
  rollback(call: Call, input: Input<'rollbackKey'>): Promise<Output<'rollbackKey'>>;
}

const mostProjects = 10_000;

/** The service of reviews; all of it is the owner's. */
export function createReviews(dependencies: DecisionsDependencies): Reviews {
  const { store, clock } = dependencies;
  const { ownScope, require, view, approve, reject, decide } = createDecisions(dependencies);

  return {
    async count(caller) {
      requireOwner(caller);
      const query = { kind: 'project', states: ['active'], order: 'created', limit: mostProjects } as const;
      const found = await store.list(accountScope(caller), query);
      const projects = await Promise.all(
        found.map(async ({ id }) => {
          const scope = { account: caller.account, project: id };
          const pending = store.count(scope, { kind: 'review', states: ['pending'] });
          const conflicts = store.count(scope, { kind: 'conflict', states: ['open'] });
          const clashes = store.count(scope, { kind: 'clash', states: ['open'] });
          return {
            project_id: id,
            pending: await pending,
            conflicts: await conflicts,
            clashes: await clashes,
          };
        }),
      );
      const drive = await store.count(accountScope(caller), { kind: 'clash', states: ['open'] });
      const sumOf = (name: 'pending' | 'conflicts' | 'clashes') =>
        projects.reduce((sum, one) => sum + one[name], 0);
      return {
        pending: sumOf('pending'),
        conflicts: sumOf('conflicts'),
        clashes: sumOf('clashes') + drive,
        drive,
        projects: projects.filter((one) => one.pending + one.conflicts + one.clashes > 0),
      };
    },
    async settings(caller, { projectId }) {
      const { required, secrets } = await readSettings(store, await ownScope(caller, projectId));
      return { project_id: projectId, required, secrets };
    },
    async set(call, { projectId, ...given }) {
      const scope = await ownScope(call.caller, projectId);
      const { version, ...known } = await readSettings(store, scope);
      const settings = {
        required: given.required ?? known.required,
        secrets: given.secrets ?? known.secrets,
      };
      await commitFor(store, clock, call, scope, [settingsPut(settings, version)]);
      return { project_id: projectId, ...settings };
    },
    async keySettings(caller, { keyId }) {
      requireOwner(caller);
      await requireKey(keyId, caller);
      const { required } = await readKeyReview(store, caller.account, keyId);
      return { key_id: keyId, required };
    },
    async setKey(call, { keyId, required }) {
      requireOwner(call.caller);
      await requireKey(keyId, call.caller);
      const { version } = await readKeyReview(store, call.caller.account, keyId);
      const put = keyReviewPut(keyId, required, version);
      await commitFor(store, clock, call, accountScope(call.caller), [put]);
      return { key_id: keyId, required };
    },
    async list(caller, input) {
      const scope = await ownScope(caller, input.projectId);
      const parent = input.key_id === undefined ? {} : { parent: input.key_id };
      const query = { kind: 'review', states: [input.status], order: 'created', ...parent } as const;
      return listPage(store, scope, query, input, (record) => view(scope, record));
    },
    async get(caller, input) {
      const scope = await ownScope(caller, input.projectId);
      return view(scope, await require(scope, input.reviewId));
    },
    approve,
    reject,
    decide,
    rollback: createRollback(dependencies),
  };

  async function requireKey(keyId: string, caller: Caller): Promise<void> {
    if ((await store.get(accountScope(caller), 'key', keyId)) !== undefined) return;
    throw new KeepsakeError('NOT_FOUND', `There is no key ${keyId}. List the keys to find its id.`);
  }
}
