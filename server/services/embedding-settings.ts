/** Which models an account's vectors come from: the one that was set, and those before it while they are still used. */
import { createHash } from 'node:crypto';
import { seal, unseal } from '../../local/sealing.ts';
import type { ModelSettings } from '../embed/embed.ts';
import type { VectorSet } from '../search/search.ts';
import type { Put, Store } from '../store/store.ts';
import { asJson, typed } from './records.ts';

/** As it is stored: the secret sealed, so that whoever reads the record cannot use it. */
interface StoredModel {
  readonly url?: string;
  readonly model: string;
  readonly dimensions: number;
  readonly dimensionsChosen?: boolean;
  readonly sealed?: string;
}

export interface ModelInUse {
  readonly set: VectorSet;
  readonly settings: ModelSettings & { readonly dimensions: number };
}

export interface EmbeddingSettings {
  /** The current one first. */
  readonly models: readonly ModelInUse[];
  /** Of the record; undefined before the first. */
  readonly version: number | undefined;
}

const kind = 'settings';
const id = 'embedding';
/** Models kept beside the current one, when it is changed again before all is embedded. */
const keptModels = 2;

/** @param sealKey 32 bytes */
export function createEmbeddingSettings(store: Store, sealKey: Uint8Array) {
  return {
    async read(account: string): Promise<EmbeddingSettings> {
      const record = await store.get({ account }, kind, id);
      if (record === undefined) return { models: [], version: undefined };
      const { models } = typed<{ models: StoredModel[] }>(record).payload;
      return { models: models.map((model) => opened(model, sealKey)), version: record.version };
    },
    put(models: readonly ModelInUse[], version: number | undefined): Put {
      const payload = asJson({ models: models.slice(0, 1 + keptModels).map((one) => stored(one, sealKey)) });
      const expect = version === undefined ? 'absent' : { version };
      return { op: 'put', kind, id, state: 'current', payload, expect, history: false };
    },
  };
}

export type EmbeddingSettingsStore = ReturnType<typeof createEmbeddingSettings>;

export function inUse(settings: ModelInUse['settings']): ModelInUse {
  const { url = 'local', model, dimensions } = settings;
  const hash = createHash('sha256').update(JSON.stringify([url, model, dimensions]));
  return { set: { id: hash.digest('hex').slice(0, 16), dimensions }, settings };
}

function opened({ sealed, ...model }: StoredModel, key: Uint8Array): ModelInUse {
  const used = inUse(model);
  if (sealed === undefined) return used;
  const secret = unseal(key, label(used), sealed)?.toString();
  return { ...used, settings: { ...used.settings, secret } };
}

function stored(used: ModelInUse, key: Uint8Array): StoredModel {
  const { secret, url, model, dimensions, dimensionsChosen } = used.settings;
  return {
    ...(url === undefined ? {} : { url }),
    model,
    dimensions,
    ...(dimensionsChosen === true ? { dimensionsChosen } : {}),
    ...(secret === undefined ? {} : { sealed: seal(key, label(used), Buffer.from(secret)) }),
  };
}

/** A sealed secret fits the model that it was given for alone. */
function label({ set }: ModelInUse): string {
  return `embedding ${set.id}`;
}
