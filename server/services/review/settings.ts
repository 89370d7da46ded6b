/** Which writes wait for a person: settings of a project and of a key, read at every write. */
import type { Flag } from '../../../contract/index.ts';
import type { Put, Scope, Store } from '../../store/store.ts';
import type { Caller, KeyCaller } from '../caller.ts';
import { hasSecret, type SecretRule } from '../flags/flags.ts';
import { asJson } from '../records.ts';

export interface ReviewSettings {
  /** Whether what any key writes waits. */
  readonly required: boolean;
  readonly secrets: SecretRule;
}

export type HoldReason = 'review_required' | 'secret';

export interface StoredSettings extends ReviewSettings {
  /** 0 before they were set. */
  readonly version: number;
}

const usual: ReviewSettings = { required: false, secrets: 'redact' };

export async function readSettings(store: Store, scope: Scope): Promise<StoredSettings> {
  const record = await store.get(scope, 'review-settings', 'current');
  if (record === undefined) return { ...usual, version: 0 };
  const { required, secrets } = record.payload as unknown as ReviewSettings;
  return { required, secrets, version: record.version };
}

export function settingsPut(settings: ReviewSettings, version: number): Put {
  return {
    op: 'put',
    kind: 'review-settings',
    id: 'current',
    state: 'current',
    expect: version === 0 ? 'absent' : { version },
    payload: asJson(settings),
  };
}

/** Whether whatever a key writes waits, in every project. */
export async function readKeyReview(
  store: Store,
  account: string,
  keyId: string,
): Promise<{ required: boolean; version: number }> {
  const record = await store.get({ account }, 'key-review', keyId);
  return { required: record?.state === 'required', version: record?.version ?? 0 };
}

export function keyReviewPut(keyId: string, required: boolean, version: number): Put {
  return {
    op: 'put',
    kind: 'key-review',
    id: keyId,
    state: required ? 'required' : 'off',
    expect: version === 0 ? 'absent' : { version },
    payload: {},
  };
}

/** Whether everything that the caller writes into a project waits. What a person writes never does. */
export async function needsReview(store: Store, scope: Scope, caller: Caller): Promise<boolean> {
  return caller.type === 'key' && waits(store, scope, caller, await readSettings(store, scope));
}

async function waits(
  store: Store,
  { account }: Scope,
  { keyId }: KeyCaller,
  { required }: ReviewSettings,
): Promise<boolean> {
  return required || (await readKeyReview(store, account, keyId)).required;
}

/** Why a write waits; undefined when it does not. Flags are looked for only where they can be a reason. */
export async function reasonToHold(
  store: Store,
  scope: Scope,
  caller: Caller,
  flags: readonly Flag[] | (() => Promise<readonly Flag[]>),
): Promise<HoldReason | undefined> {
  if (caller.type === 'owner') return undefined;
  const settings = await readSettings(store, scope);
  if (await waits(store, scope, caller, settings)) return 'review_required';
  if (settings.secrets !== 'hold') return undefined;
  return hasSecret(typeof flags === 'function' ? await flags() : flags) ? 'secret' : undefined;
}
