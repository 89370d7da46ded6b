/** Embeds projects in the background, one at a time per project, as writing makes it due and when the model changes. */
import type { Logger } from 'pino';
import { KeepsakeError } from '../../contract/index.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Commit, Job, Operation, Scope, Store } from '../store/store.ts';
import type { EmbeddingModels } from './embedding-models.ts';
import type { EmbeddingSettingsStore, ModelInUse } from './embedding-settings.ts';
import { indexReader, indexWriter } from './index-reader.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import type { Clock } from './records.ts';
import { everyRecord } from './walking.ts';

export interface EmbeddingJobsDependencies {
  store: Store;
  search: SearchEngine;
  settings: EmbeddingSettingsStore;
  models: EmbeddingModels;
  clock: Clock;
  logger: Logger;
}

/** Writes that come one after the other are embedded together. */
const gatherMs = 300;

/** The owner set another model while this one was at work. */
class ModelChanged extends Error {}

export class EmbeddingJobs {
  /** What went wrong the last time, per account. */
  readonly problems = new Map<string, string>();
  readonly #dependencies: EmbeddingJobsDependencies;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<string>();
  #jobs: Jobs | undefined;
  #closed = false;

  constructor(dependencies: EmbeddingJobsDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    const { store, clock, logger } = this.#dependencies;
    const run = (job: Job, signal: AbortSignal) => this.#run(job, signal);
    this.#jobs = startJobs({ store, clock, logger, kind: 'embed', concurrency: 1, run });
    this.#resume().catch((error: unknown) => this.#failed(error));
  }

  /** Whether this process knows of something to embed. */
  isBusy(project: string): boolean {
    return this.#timers.has(project) || this.#running.has(project);
  }

  /** Called with every commit of a project. */
  watch(scope: Required<Scope>, { operations }: Commit): void {
    const changes = operations.some(
      (operation) => (operation.op === 'row' || operation.op === 'clear') && operation.space === 'piece',
    );
    if (changes) this.#schedule(scope);
  }

  /** Asks for a job for every project of an account. */
  async askAll(account: string): Promise<void> {
    await this.#ask(account, await this.projectsOf(account));
  }

  async projectsOf(account: string): Promise<string[]> {
    const projects = everyRecord(
      this.#dependencies.store,
      { account },
      { kind: 'project', states: ['active'] },
    );
    return Array.fromAsync(projects, ({ id }) => id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#jobs?.close();
  }

  /** What was written while no server was there to see it. */
  async #resume(): Promise<void> {
    const { store, settings } = this.#dependencies;
    for (const account of await store.accounts())
      if ((await settings.read(account)).models.length > 0) await this.askAll(account);
  }

  #schedule(scope: Required<Scope>): void {
    if (this.#closed || this.#timers.has(scope.project)) return;
    const due = () => {
      this.#timers.delete(scope.project);
      this.#due(scope).catch((error: unknown) => this.#failed(error));
    };
    this.#timers.set(scope.project, setTimeout(due, gatherMs).unref());
  }

  async #due(scope: Required<Scope>): Promise<void> {
    // A job that replaced the one at work would be taken from the queue with it.
    if (this.#running.has(scope.project)) return this.#schedule(scope);
    const { models } = await this.#dependencies.settings.read(scope.account);
    if (models.length > 0) await this.#ask(scope.account, [scope.project]);
  }

  async #ask(account: string, projects: readonly string[]): Promise<void> {
    const { store, clock } = this.#dependencies;
    const jobs = projects.map((project): Operation => {
      return { op: 'enqueue', id: `embed_${project}`, kind: 'embed', priority: 6, payload: { project } };
    });
    if (jobs.length === 0 || this.#closed) return;
    await store.commit({ account }, serverCommit(account, clock(), jobs));
    this.#jobs?.wake();
  }

  async #run({ account, payload }: Job, signal: AbortSignal): Promise<void> {
    const { project } = payload as { project: string };
    this.#running.add(project);
    try {
      while (await this.#embed({ account, project }, signal));
      this.problems.delete(account);
      await this.#forgetOldModels(account);
    } catch (error) {
      if (error instanceof KeepsakeError && error.code === 'UNAVAILABLE' && !signal.aborted)
        this.problems.set(account, error.message);
      throw error;
    } finally {
      this.#running.delete(project);
    }
  }

  /** @returns whether the model was changed meanwhile, so that the work begins anew */
  async #embed(scope: Required<Scope>, signal: AbortSignal): Promise<boolean> {
    const { store, search, settings, clock } = this.#dependencies;
    const { models } = await settings.read(scope.account);
    const [current, ...older] = models;
    const embedding = current && {
      set: current.set,
      keep: older.map(({ set }) => set.id),
      embed: (texts: readonly string[]) => this.#vectorsOf(scope.account, current, texts, signal),
    };
    try {
      const reader = indexReader(store, scope);
      await search.embed(reader, indexWriter(store, scope, clock), embedding, signal);
      const now = (await settings.read(scope.account)).models[0];
      return now?.set.id !== current?.set.id;
    } catch (error) {
      if (error instanceof ModelChanged) return true;
      throw error;
    }
  }

  async #vectorsOf(
    account: string,
    current: ModelInUse,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const { settings, models } = this.#dependencies;
    const [now] = (await settings.read(account)).models;
    if (now?.set.id !== current.set.id) throw new ModelChanged('another model was set');
    return models.of(now).embedder.embed(texts, { signal, patient: true });
  }

  /** Once all projects have the vectors of the current model, nobody asks those before it. */
  async #forgetOldModels(account: string): Promise<void> {
    const { store, search, settings, clock } = this.#dependencies;
    const { models, version } = await settings.read(account);
    const [current, ...older] = models;
    if (current === undefined || older.length === 0) return;
    for (const project of await this.projectsOf(account)) {
      const sets = await search.vectors(indexReader(store, { account, project }));
      if (!sets.some(({ set, complete }) => complete && set === current.set.id)) return;
    }
    await store.commit({ account }, serverCommit(account, clock(), [settings.put([current], version)]));
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#dependencies.logger.error({ err: error }, 'embedding could not be asked for');
  }
}
