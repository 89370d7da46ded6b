/** The program that is recorded: a store under load that marks each commit as soon as it is acknowledged. */
import { createHash, randomBytes } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../../local/ids.ts';
import type { BlobStore } from '../../../server/store/blobs.ts';
import { openFolderBlobs } from '../../../server/store/folder-blobs.ts';
import { openSqliteStore } from '../../../server/store/sqlite/index.ts';
import type { Operation, Put, Scope, Store } from '../../../server/store/store.ts';
import { createRandom, masterKey, type Mark } from './promises.ts';

const [root = '', marksPath = '', synchronous = 'FULL', commits = '200', seed = '1'] = process.argv.slice(2);
const marks = openSync(marksPath, 'w');
const random = createRandom(Number(seed));
const account = 'acc_power';
const callers = 6;

const projects: string[] = [];
let left = 0;
let ticks = 0;

/** Before this call a loss is allowed, after it none. */
function acknowledge(mark: Mark): void {
  writeSync(marks, JSON.stringify(mark));
}

function put(kind: string, id: string, payload: Put['payload']): Put {
  return { op: 'put', kind, id, state: 'active', payload, history: kind !== 'counter' };
}

async function commit(store: Store, scope: Scope, operations: readonly Operation[]): Promise<void> {
  await store.commit(scope, { author: { type: 'owner', id: account }, at: Date.now(), operations });
}

/** Text that does not compress into a page or two. */
function text(bytes: number): string {
  return randomBytes(bytes / 2).toString('hex');
}

async function writeRecord(store: Store, scope: Scope): Promise<void> {
  const payload = { text: text(200 + 2 * Math.floor(400 * random())) };
  const record = put('memory', newId('mem'), payload);
  const row: Operation = { op: 'row', space: 'piece', key: record.id, value: randomBytes(300) };
  await commit(store, scope, scope.project === undefined ? [record] : [record, row]);
  acknowledge({ scope, kind: record.kind, id: record.id, payload });
}

/** A record that is written again and again: a later value than the acknowledged one is right as well. */
async function countUp(store: Store, caller: number): Promise<void> {
  const count = ++ticks;
  await commit(store, { account }, [put('counter', `counter-${caller}`, { count })]);
  acknowledge({ scope: { account }, kind: 'counter', id: `counter-${caller}`, atLeast: count });
}

async function createProject(store: Store): Promise<void> {
  const project = newId('prj');
  const [inAccount, inProject] = [
    put('project', project, { name: text(40) }),
    put('memory', newId('mem'), { first: text(60) }),
  ];
  await commit(store, { account }, [
    { op: 'create-project', project },
    inAccount,
    { op: 'relay', id: `relay-${project}`, project, operations: [inProject] },
  ]);
  acknowledge({ scope: { account }, kind: 'project', id: project, payload: inAccount.payload });
  acknowledge({ scope: { account, project }, kind: 'memory', id: inProject.id, payload: inProject.payload });
  projects.push(project);
}

async function keepFile(store: Store, blobs: BlobStore): Promise<void> {
  const content = randomBytes(256 * 1024 + 1 + Math.floor(100_000 * random()));
  const staged = await blobs.stage(
    account,
    (async function* () {
      yield await Promise.resolve(content);
    })(),
    content.length,
  );
  await staged.keep();
  const { name, key, size, sha256 } = staged;
  const blob = { name, key, size, sha256 };
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw new Error('the blob store miscounts');
  const record = put('version', newId('ver'), { blob });
  await commit(store, { account }, [record]);
  acknowledge({ scope: { account }, kind: record.kind, id: record.id, payload: { blob }, blob });
}

/** One caller's share of the work; most of it goes to the newest project, so that its log grows large. */
async function call(store: Store, blobs: BlobStore, caller: number): Promise<void> {
  while (left-- > 0) {
    const choice = random();
    if (choice < 0.02) await createProject(store);
    else if (choice < 0.05) await keepFile(store, blobs);
    else if (choice < 0.2) await countUp(store, caller);
    else if (choice < 0.35) await writeRecord(store, { account });
    else
      await writeRecord(store, {
        account,
        project: (choice < 0.5 ? projects.at(-1) : projects[0]) as string,
      });
    if (random() < 0.1) await sleep(2);
  }
}

/** Works for a part of all commits, then closes, so that the next part opens what is there. */
async function session(share: number, total: number): Promise<void> {
  const store = await openSqliteStore({
    folder: root,
    masterKey,
    synchronous: synchronous as 'FULL' | 'NORMAL',
  });
  const blobs = openFolderBlobs({ folder: join(root, 'blobs'), masterKey });
  if (projects.length === 0) {
    await store.createAccount(account);
    acknowledge({ account });
    await createProject(store);
  }
  left = Math.ceil(total * share);
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(store, blobs, caller)));
  await store.close();
}

for (const share of [0.3, 0.7]) await session(share, Number(commits));
