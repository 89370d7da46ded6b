/** Vectors beside words, when the owner has set a model: its settings, its progress, and the vectors of queries. */
import type { Logger } from 'pino';
import { KeepsakeError, type EmbeddingStatus, type VectorUse } from '../../contract/index.ts';
import type { EmbedOptions, ModelSettings } from '../embed/embed.ts';
import { openEmbedder } from '../embed/index.ts';
import type { IndexReader, QueryVector, SearchEngine } from '../search/search.ts';
import type { Store } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { EmbeddingJobs } from './embedding-jobs.ts';
import { createEmbeddingModels } from './embedding-models.ts';
import { createEmbeddingSettings, inUse, type ModelInUse } from './embedding-settings.ts';
import { indexReader } from './index-reader.ts';
import { commitFor, retryOnConflict, type Clock } from './records.ts';

export interface SetEmbeddingInput {
  readonly url?: string | undefined;
  readonly model: string;
  readonly dimensions?: number | undefined;
  readonly secret?: string | undefined;
}

export interface Embedding {
  get(caller: Caller): Promise<EmbeddingStatus>;
  /** @throws KeepsakeError UNAVAILABLE when the model does not answer as it should; nothing is changed then. */
  set(call: Call, input: SetEmbeddingInput): Promise<EmbeddingStatus>;
  unset(call: Call): Promise<EmbeddingStatus>;
  /** A query by the models whose vectors the projects have; none when they do not answer in time. */
  vectorsOf(account: string, projects: readonly IndexReader[], query: string): Promise<QueryVectors>;
}

export interface QueryVectors {
  readonly use: VectorUse;
  readonly vectors?: readonly QueryVector[];
}

export interface EmbeddingDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
  logger: Logger;
  /** Seals secrets of models; 32 bytes. */
  sealKey: Uint8Array;
  /** Where local models are. */
  modelsFolder: string;
}

export interface EmbeddingParts {
  /** The store, with its commits watched. */
  readonly store: Store;
  readonly embedding: Embedding;
  start(): void;
  close(): Promise<void>;
}

const trialMs = 30_000;

export function createEmbedding(dependencies: EmbeddingDependencies): EmbeddingParts {
  const { store, search, clock, modelsFolder } = dependencies;
  const settings = createEmbeddingSettings(store, dependencies.sealKey);
  const models = createEmbeddingModels({ clock, modelsFolder });
  const jobs = new EmbeddingJobs({ ...dependencies, settings, models });

  async function status(account: string): Promise<EmbeddingStatus> {
    const [current] = (await settings.read(account)).models;
    if (current === undefined) return { status: 'off', done: 0, total: 0 };
    let [done, total, ready] = [0, 0, true];
    for (const project of await jobs.projectsOf(account)) {
      const sets = await search.vectors(indexReader(store, { account, project }));
      const own = sets.find(({ set }) => set === current.set.id);
      done += own?.done ?? 0;
      total += own?.total ?? 0;
      ready &&= own?.complete === true && own.done === own.total && !jobs.isBusy(project);
    }
    const problem = jobs.problems.get(account);
    const { url, model, dimensions, secret } = current.settings;
    return {
      status: problem !== undefined ? 'failing' : ready ? 'ready' : 'working',
      provider: {
        ...(url === undefined ? {} : { url }),
        model,
        dimensions,
        has_secret: secret !== undefined,
      },
      done,
      total,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  async function change(call: Call, next: (before: readonly ModelInUse[]) => ModelInUse[]): Promise<void> {
    const scope = accountScope(call.caller);
    await retryOnConflict(async () => {
      const { models: before, version } = await settings.read(scope.account);
      await commitFor(store, clock, call, scope, [settings.put(next(before), version)]);
    });
    jobs.problems.delete(scope.account);
    await jobs.askAll(scope.account);
  }

  const embedding: Embedding = {
    async get(caller) {
      requireOwner(caller);
      return status(caller.account);
    },
    async set(call, input) {
      requireOwner(call.caller);
      const chosen = { ...input, dimensionsChosen: input.dimensions !== undefined };
      const current = inUse({ ...chosen, dimensions: await dimensionsOf(chosen, modelsFolder) });
      await change(call, (before) => [current, ...before.filter(({ set }) => set.id !== current.set.id)]);
      return status(call.caller.account);
    },
    async unset(call) {
      requireOwner(call.caller);
      await change(call, () => []);
      return status(call.caller.account);
    },
    async vectorsOf(account, projects, query) {
      const known = (await settings.read(account)).models;
      if (known.length === 0) return { use: 'off' };
      const needed = await modelsNeeded(search, projects, known);
      if (needed.length === 0) return { use: 'building' };
      const vectors = await Promise.all(
        needed.map(async (model): Promise<QueryVector[]> => {
          const values = await models.of(model).breaker.vectorOf(query);
          return values === undefined ? [] : [{ set: model.set.id, values }];
        }),
      );
      const answered = vectors.flat();
      if (answered.length === 0) return { use: 'unavailable' };
      return { use: answered.length < needed.length ? 'unavailable' : 'used', vectors: answered };
    },
  };
  return {
    embedding,
    store: {
      ...store,
      async commit(scope, commit) {
        const result = await store.commit(scope, commit);
        const { account, project } = scope;
        if (project !== undefined) jobs.watch({ account, project }, commit);
        return result;
      },
    },
    start: () => jobs.start(),
    async close() {
      await jobs.close();
      await models.close();
    },
  };
}

/** For each project the first of the models whose vectors it has complete, in the order of the models. */
async function modelsNeeded(
  search: SearchEngine,
  projects: readonly IndexReader[],
  models: readonly ModelInUse[],
): Promise<ModelInUse[]> {
  const sets = await Promise.all(projects.map((project) => search.vectors(project)));
  const needed = new Set(
    sets.map((ofProject) =>
      models.find(({ set }) => ofProject.some((one) => one.complete && one.set === set.id)),
    ),
  );
  return models.filter((model) => needed.has(model));
}

/** Tries the model once. */
async function dimensionsOf(model: ModelSettings, modelsFolder: string): Promise<number> {
  const embedder = openEmbedder(model, modelsFolder);
  const options: EmbedOptions = { signal: AbortSignal.timeout(trialMs), patient: false };
  try {
    const [vector] = await embedder.embed(['keepsake'], options);
    return vector?.length ?? 0;
  } catch (error) {
    if (error instanceof KeepsakeError) throw error;
    throw new KeepsakeError(
      'UNAVAILABLE',
      'The model did not answer within half a minute. Nothing was changed.',
    );
  } finally {
    await embedder.close();
  }
}
