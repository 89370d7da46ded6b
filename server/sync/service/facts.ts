/** What the rules ask of the server, read from its store. */
import { uniqueOf } from '../core/names.ts';
import type { RecordName, Version, View } from '../core/version.ts';
import type { ConversationPayload } from '../../services/appending.ts';
import { childrenOf } from '../../services/items.ts';
import { typed } from '../../services/records.ts';
import type { Scope, Store, StoredRevision } from '../../store/store.ts';
import { createAnswers, NotLoaded, question, untilLoaded, type Question } from './asking.ts';
import { keptName } from './drive/shape.ts';
import { standInSpace } from './stand-ins.ts';
import { leavesItsId, nameOf, toVersion } from './versions.ts';

/** Revisions of a record that are read when the rules look for what two lines come from; four times as many each time after. */
const firstRevisions = 100;

/**
 * Decides with what a scope of the store holds. What was read may be out of date by the time the decision is written: its
 * puts say what they expect.
 *
 * @param versions what is decided about: what is surely asked of them is loaded at once
 */
export async function decideOn<T>(
  store: Store,
  scope: Scope,
  versions: readonly Version[],
  decide: (view: View) => T,
): Promise<T> {
  const { view, preload } = createView(store, scope);
  await preload(versions);
  return untilLoaded(() => decide(view));
}

function createView(store: Store, scope: Scope) {
  const { ask, load } = createAnswers();
  const versions = new Map<string, Version | undefined>();
  const walked = new Map<string, number>();
  const questions = questionsTo(store, scope);

  function keep(revisions: readonly StoredRevision[]): void {
    for (const one of revisions) versions.set(`${nameOf(one)} ${one.revision}`, toVersion(scope, one));
  }

  /** The first look is at one revision; whoever looks for more of the record goes through its history. */
  async function loadVersion(kind: string, id: string, revision: string): Promise<void> {
    const record = nameOf({ kind, id });
    const limit = walked.get(record) ?? 0;
    if (limit > 0) keep(await store.revisions(scope, kind, id, limit));
    walked.set(record, limit === 0 ? firstRevisions : limit * 4);
    const name = `${record} ${revision}`;
    if (versions.has(name)) return;
    const found = await store.revision(scope, kind, id, revision);
    versions.set(name, found === undefined ? undefined : toVersion(scope, found));
  }

  const view: View = {
    current: (kind, id) => ask(questions.current(kind, id)),
    version(kind, id, revision) {
      const name = `${nameOf({ kind, id })} ${revision}`;
      if (versions.has(name)) return versions.get(name);
      throw new NotLoaded(() => loadVersion(kind, id, revision));
    },
    holder: (kind, unique) => ask(questions.holder(kind, unique)),
    standIn: (kind, of) => ask(questions.standIn(kind, of)),
    isErased: (kind, id) => ask(questions.isErased(kind, id)),
    below: (kind, id) => ask(questions.below(kind, id)),
    nextPosition: (id) => ask(questions.nextPosition(id)),
  };

  async function preload(some: readonly Version[]): Promise<void> {
    const names = some.flatMap(({ kind, id, revision, parents }) =>
      [revision, ...parents].map((one) => ({ kind, id, revision: one })),
    );
    for (const { kind, id, revision } of names)
      versions.set(`${nameOf({ kind, id })} ${revision}`, undefined);
    keep((await store.revisionsNamed(scope, names)).filter((one) => one !== undefined));
    await load(some.flatMap((version) => surelyAsked(questions, version)));
  }

  return { view, preload };
}

type Questions = ReturnType<typeof questionsTo>;

function surelyAsked(questions: Questions, version: Version): Question<unknown>[] {
  const { kind, id } = version;
  const unique = uniqueOf(version);
  return [
    questions.current(kind, id),
    questions.standIn(kind, id),
    questions.isErased(kind, id),
    ...(unique === undefined ? [] : [questions.holder(kind, unique)]),
  ];
}

/** What the rules of either side ask of a store. */
export function questionsTo(store: Store, scope: Scope) {
  return {
    current: (kind: string, id: string) =>
      question(`current ${kind} ${id}`, async () => {
        const [newest] = await store.revisions(scope, kind, id, 1);
        return newest === undefined ? undefined : toVersion(scope, newest);
      }),
    holder: (kind: string, unique: string) =>
      question(
        `holder ${kind} ${unique}`,
        async () => (await store.find(scope, kind, keptName(scope, kind, unique)))?.id,
      ),
    standIn: (kind: string, of: string) =>
      question(`stand-in ${kind} ${of}`, async () => {
        const row = await store.row(scope, standInSpace, nameOf({ kind, id: of }));
        return row === undefined ? undefined : Buffer.from(row).toString();
      }),
    isErased: (kind: string, id: string) =>
      question(`erased ${kind} ${id}`, async () => {
        if (leavesItsId(kind) && (await store.get(scope, kind, id))?.state === 'purged') return true;
        const tombstone = await store.get(scope, 'tombstone', id);
        return tombstone !== undefined && typed<{ kind: string }>(tombstone).payload.kind === kind;
      }),
    below: (kind: string, id: string) =>
      question(`below ${kind} ${id}`, () => contentsOf(store, scope, kind, id)),
    nextPosition: (id: string) =>
      question(`next ${id}`, async () => {
        const record = await store.get(scope, 'conversation', id);
        return record === undefined ? 0 : typed<ConversationPayload>(record).payload.messages;
      }),
  };
}

async function contentsOf(store: Store, scope: Scope, kind: string, id: string): Promise<RecordName[]> {
  if (kind === 'item') {
    const items: RecordName[] = [];
    for await (const children of childrenOf(store, scope, id))
      items.push(...children.map((child) => ({ kind, id: child.id })));
    return items;
  }
  if (kind !== 'conversation') return [];
  const query = { kind: 'message', parent: id, order: 'sort', limit: 1_000_000 } as const;
  return (await store.list(scope, query)).map((record) => ({ kind: 'message', id: record.id }));
}
