/** A project's name and description as devices and the server exchange them: versions of the account's record of the project. */
import type { SyncedVersion } from '../../../contract/index.ts';
import { maxSettingsVersions } from '../../../contract/operations/sync-settings.ts';
import { settingsKind } from '../../../contract/operations/sync.ts';
import { newId } from '../../../local/ids.ts';
import { accountScope, authorOf, projectScope, requireStanding } from '../../services/caller.ts';
import { changedRelay } from '../../services/project-changes.ts';
import { commitFor, retryOnConflict, type Clock } from '../../services/records.ts';
import type { Sync } from '../../services/sync.ts';
import type { Operation, Scope, Store } from '../../store/store.ts';
import { meet } from '../core/meeting.ts';
import type { Decision, Make } from '../core/version.ts';
import { clashPuts } from './clash-record.ts';
import { decideOn } from './facts.ts';
import { checkedVersion } from './payloads.ts';
import { settingsPuts } from './settings-puts.ts';
import { fromSynced, toSynced } from './versions.ts';

type Exchanged = Awaited<ReturnType<Sync['settings']>>;
type SettingsVersion = Exchanged['versions'][number];

export function createSettings({ store, clock }: { store: Store; clock: Clock }): Pick<Sync, 'settings'> {
  return {
    settings: ({ caller }, { projectId, known, versions: sent }) =>
      retryOnConflict(async () => {
        requireStanding(caller, 'member');
        await projectScope(store, caller, projectId);
        const scope = accountScope(caller);
        if (known !== undefined && !(await store.revision(scope, settingsKind, projectId, known)))
          return { is_known: false, outcome: null, versions: [] };
        const change = {
          versions: sent.map((one) =>
            fromSynced(checkedVersion(caller, [settingsKind], { ...one, id: projectId })),
          ),
        };
        const since = await store.head(scope);
        const make = makerFor(authorOf(caller), clock());
        const decision = await decideOn(store, scope, change.versions, (view) => meet(change, view, make));
        const operations = await settingsOperations(store, scope, projectId, decision);
        const unchanged = { op: 'unchanged', kinds: [settingsKind], since } as const;
        if (operations.length > 0)
          await commitFor(store, () => make.at, { caller }, scope, [unchanged, ...operations]);
        const outcome = decision.outcomes.at(-1)?.outcome ?? null;
        return { is_known: true, outcome, versions: await newsFor(store, scope, projectId, known, sent) };
      }),
  };
}

/** Names of files are not made here. */
function makerFor(author: Make['author'], at: number): Make {
  return { revision: () => newId('rev'), copyId: (id) => id, author, at, device: '', date: '' };
}

async function settingsOperations(
  store: Store,
  scope: Scope,
  project: string,
  decision: Decision,
): Promise<Operation[]> {
  if (decision.writes.length === 0) return [];
  const versions = decision.writes.map(({ version }) => version);
  return [
    ...(await settingsPuts(store, scope, versions)),
    changedRelay(project, await clashPuts(store, scope, decision)),
  ];
}

async function newsFor(
  store: Store,
  scope: Scope,
  project: string,
  known: string | undefined,
  sent: readonly { readonly revision: string }[],
): Promise<SettingsVersion[]> {
  const newest = await store.revisions(scope, settingsKind, project, maxSettingsVersions);
  const at = newest.findIndex(({ revision }) => revision === known);
  const since = at === -1 ? newest.slice(0, 1) : newest.slice(0, at);
  const own = new Set(sent.map(({ revision }) => revision));
  const news = since.filter(({ revision }) => !own.has(revision)).toReversed();
  return news.map((one) => asSettings(toSynced(scope, one), project));
}

/** The version under the id that the project has on the other side. */
export function asSettings(version: SyncedVersion, project: string): SettingsVersion {
  return { ...version, kind: settingsKind, id: project };
}
