/** What people set of a linked project, its name and description, on both sides: versions of the project's record in either account. */
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '../../../contract/index.ts';
import { maxSettingsVersions } from '../../../contract/operations/sync-settings.ts';
import { settingsKind } from '../../../contract/operations/sync.ts';
import { retryOnConflict, type Clock } from '../../services/records.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { syncAuthor } from '../service/pending.ts';
import { settingsPuts } from '../service/settings-puts.ts';
import { asSettings } from '../service/settings.ts';
import { fromSynced, toSynced } from '../service/versions.ts';
import { loadSettings, saveSettings, type SettingsBase } from './durable.ts';

export interface SettingsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly client: Client;
  readonly scope: Required<Scope>;
  /** The project at the remote server. */
  readonly remote: string;
  readonly linkedBy: string;
}

type Answer = Awaited<ReturnType<Client['exchangeSettings']>>;

export function createSettingsExchange({
  store,
  clock,
  client,
  scope: { account, project },
  remote,
  linkedBy,
}: SettingsDependencies) {
  const scope: Scope = { account };
  const own: Required<Scope> = { account, project };

  async function readBoth(): Promise<{ record: StoredRecord | undefined; base: SettingsBase }> {
    const [record, base] = await Promise.all([
      store.get(scope, settingsKind, project),
      loadSettings(store, own, linkedBy),
    ]);
    return { record, base };
  }

  /** Versions after the base, oldest first; all that are kept where it is not among them. */
  async function versionsSince({ revision: known, payload }: SettingsBase) {
    const newest = await store.revisions(scope, settingsKind, project, maxSettingsVersions);
    const at = newest.findIndex(({ revision }) => revision === known);
    const since = at === -1 ? newest : newest.slice(0, at);
    const [first, ...rest] = since.toReversed().map((one) => asSettings(toSynced(scope, one), remote));
    if (first === undefined) return [];
    const base = payload as NonNullable<typeof first.base>['payload'] | undefined;
    const begun = base === undefined ? first : { ...first, base: { state: 'active', payload: base } };
    return [begun, ...rest];
  }

  async function exchange(): Promise<boolean> {
    const { record, base } = await readBoth();
    if (record === undefined) return false;
    const known = base.revision === undefined ? {} : { known: base.revision };
    const unsent = isUnsent(record, base) ? await versionsSince(base) : [];
    let sent = unsent;
    let answer: Answer = await client.exchangeSettings({ projectId: remote, ...known, versions: unsent });
    if (!answer.is_known) {
      sent = await versionsSince({ linkedBy });
      answer = await client.exchangeSettings({ projectId: remote, versions: sent });
    }
    const news = await unknownOf(answer.versions.map((one) => fromSynced(asSettings(one, project))));
    await write(record, news);
    const last = answer.versions.at(-1) ?? sent.at(-1);
    if (last === undefined || last.revision === base.revision) return false;
    await saveSettings(store, own, { linkedBy, revision: last.revision, payload: last.payload });
    return true;
  }

  async function unknownOf(versions: readonly Version[]): Promise<Version[]> {
    const here = await Promise.all(
      versions.map(({ revision }) => store.revision(scope, settingsKind, project, revision)),
    );
    return versions.filter((_, n) => here[n] === undefined);
  }

  /** @throws KeepsakeError VERSION_CONFLICT when somebody wrote it since it was read */
  async function write({ version }: StoredRecord, news: readonly Version[]): Promise<void> {
    if (news.length === 0) return;
    const check = { op: 'check', kind: settingsKind, id: project, version } as const;
    const operations = [check, ...(await settingsPuts(store, scope, news))];
    await store.commit(scope, { author: syncAuthor, at: clock(), operations });
  }

  let looking: Promise<boolean> = Promise.resolve(false);
  const look = () => retryOnConflict(exchange);
  return {
    /** Sends what was set here, and takes what was set there. @returns whether there was anything */
    look(): Promise<boolean> {
      looking = looking.then(look, look);
      return looking;
    },
    /** Whether something was set here that the remote server is not known to have. */
    async isWaiting(): Promise<boolean> {
      const { record, base } = await readBoth();
      return record !== undefined && isUnsent(record, base);
    },
  };
}

/** Putting a project away and bringing it back is no edit. */
function isUnsent({ revision, payload }: StoredRecord, base: SettingsBase): boolean {
  return revision !== base.revision && !isDeepStrictEqual(payload, base.payload);
}
