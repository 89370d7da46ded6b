/**
 * What a size of the benchmark is measured on: a PostgreSQL, projects and keys made through the API, and the passages; made
 * anew, or kept by an earlier run.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findComponent } from '../../test/harness/component.ts';
import { startPostgres, type PostgresServer } from '../../test/harness/postgres.ts';
import { firstAccountId } from '../../server/open-store.ts';
import { openFts5, type Engine } from '../search/engines.ts';
import { fillAll, fillFts5, type Sampled } from './filling.ts';
import { createFleet, type Fleet, type Instance } from './instances.ts';
import type { IndexAccess } from './index-access.ts';
import type { Layout } from './texts.ts';
import { analyse, createPassages, indexPassages, serverPid } from './tsvector.ts';

export interface Stage extends AsyncDisposable {
  readonly access: IndexAccess;
  readonly fleet: Fleet;
  /** Id of the project that has every passage, and of those they are spread over. */
  readonly one: string;
  readonly spread: readonly string[];
  /** Secrets of keys for `one`, and of keys for each hundred of `spread`. */
  readonly keys: { readonly one: readonly string[]; readonly spread: readonly string[] };
  /** Process id of the database server. */
  readonly database: number;
  readonly peer: string;
  readonly fts5: Engine;
  readonly fillSeconds: number;
  readonly sampled: readonly Sampled[];
}

/** What is written down of a stage that was filled. */
interface Filled extends Pick<Stage, 'one' | 'spread' | 'keys' | 'peer' | 'fillSeconds'> {
  readonly store: string;
  /** How many made the passages, each its own. */
  readonly lanes: number;
}

/** As a server with 4 GB would be set; every answer is on the disk first. */
const settings = [
  'shared_buffers=1GB',
  'max_wal_size=4GB',
  'max_connections=200',
  'fsync=on',
  'full_page_writes=on',
];

/** A key's requests are limited per minute, so a client of many requests has several. */
const keysOfOne = 30;
export const projectsOfKey = 100;

export interface StageOptions {
  readonly program: 'built' | 'source';
  /** Folder in which what was filled is kept, each size by itself, and from which it is taken when it is there. */
  readonly keep: string | undefined;
}

/** @throws when this computer has no PostgreSQL */
export async function setStage(layout: Layout, { program, keep }: StageOptions): Promise<Stage> {
  const initdb = findComponent('postgresql');
  if (initdb === undefined) throw new Error('bench:scale needs PostgreSQL: apt-get install postgresql');
  const folder =
    keep === undefined
      ? mkdtempSync(join(tmpdir(), 'keepsake-scale-'))
      : join(keep, `${layout.passages}-${layout.projects}`);
  mkdirSync(folder, { recursive: true });
  // PostgreSQL may run as another user, who passes through; what is secret there is the owner's alone.
  chmodSync(folder, 0o711);
  const postgres = await startPostgres(initdb, () => settings, undefined, join(folder, 'postgres'));
  const file = join(folder, 'filled.json');
  const isFilled = existsSync(file);
  const filled = isFilled
    ? (JSON.parse(readFileSync(file, 'utf8')) as Filled)
    : await fill(postgres, layout, { program, folder });
  if (!isFilled) writeFileSync(file, JSON.stringify(filled));
  const fleet = createFleet(filled.store, program, folder);
  const fts5 = openFts5();
  const sampled = await fillFts5(fts5, { ...layout, lanes: filled.lanes });
  return {
    ...filled,
    access: accessOf(fleet),
    fleet,
    database: await serverPid(filled.peer),
    fts5,
    sampled,
    async [Symbol.asyncDispose]() {
      await fts5.close();
      await postgres[Symbol.asyncDispose]();
      if (keep === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(
  postgres: PostgresServer,
  layout: Layout,
  { program, folder }: Pick<StageOptions, 'program'> & { folder: string },
): Promise<Filled> {
  const [store, peer] = [await postgres.database(), await postgres.database()];
  const fleet = createFleet(store, program, folder);
  const first = await fleet.start(0);
  const projects = await makeProjects(first, fleet, layout.projects);
  await first.stop();
  await createPassages(peer);
  const { one, spread } = projects;
  const fillSeconds = await fillAll({ access: accessOf(fleet), layout, peer, one, spread });
  await indexPassages(peer);
  await analyse(store);
  return { ...projects, store, peer, fillSeconds, lanes: layout.lanes };
}

function accessOf({ store, masterKey }: Fleet): IndexAccess {
  return { store, masterKey: masterKey.toString('hex'), account: firstAccountId(masterKey) };
}

async function makeProjects(instance: Instance, fleet: Fleet, count: number) {
  const owner = instance.clientOf(fleet.ownerToken());
  const make = async (name: string) => (await owner.createProject({ name })).id;
  const one = await make('All');
  const spread: string[] = [];
  for (let at = 0; at < count; at += projectsOfKey) {
    const names = Array.from({ length: Math.min(projectsOfKey, count - at) }, (_, of) => `Part ${at + of}`);
    spread.push(...(await Promise.all(names.map(make))));
  }
  const key = async (project_ids: string[]) =>
    (await owner.createKey({ description: 'load', project_ids })).secret ?? '';
  const keys = { one: [] as string[], spread: [] as string[] };
  for (let made = 0; made < keysOfOne; made++) keys.one.push(await key([one]));
  for (let at = 0; at < count; at += projectsOfKey)
    keys.spread.push(await key(spread.slice(at, at + projectsOfKey)));
  return { one, spread, keys };
}
