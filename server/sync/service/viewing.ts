/** What the rules of a device ask of it, read from its store. */
import type { MessagePayload } from '../../services/appending.ts';
import { aboutItem } from '../../services/trash.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { uniqueOf } from '../core/names.ts';
import { tipOf, type Line } from '../core/lines.ts';
import type { Incoming, LocalView } from '../core/taking.ts';
import type { RecordName, Version } from '../core/version.ts';
import { createAnswers, question, untilLoaded } from './asking.ts';
import { basesOf } from './bases.ts';
import { questionsTo } from './facts.ts';
import { nameOf, toVersion } from './versions.ts';

/**
 * Decides with what a scope of the store holds. What was read may be out of date by the time the decision is written: its
 * puts say what they expect.
 */
export async function decideHere<T>(
  store: Store,
  scope: Scope,
  about: { readonly incoming: Incoming; readonly owed: readonly Line[] },
  decide: (view: LocalView) => T,
): Promise<T> {
  const { ask, load, note } = createAnswers();
  const questions = questionsTo(store, scope);
  const current = (kind: string, id: string) =>
    question(`current ${kind} ${id}`, async () => asVersion(scope, await store.get(scope, kind, id)));
  const base = (kind: string, id: string) =>
    question(`base ${kind} ${id}`, async () => (await basesOf(store, scope, [{ kind, id }]))[0]);
  const view: LocalView = {
    current: (kind, id) => ask(current(kind, id)),
    holder: (kind, unique) => ask(questions.holder(kind, unique)),
    base: (kind, id) => ask(base(kind, id)),
    isErased: (kind, id) => ask(questions.isErased(kind, id)),
    notes: (item) => ask(question(`notes ${item}`, () => notesOn(store, scope, item))),
    messages: (id, from) =>
      ask(question(`messages ${id} ${from}`, () => messagesFrom(store, scope, id, from))),
  };
  const tips = [...about.owed, ...about.incoming.lines].map(tipOf);
  const names = namesOf(tips, about.incoming);
  const bases = await basesOf(store, scope, names);
  for (const [n, { kind, id }] of names.entries()) note(base(kind, id).name, bases[n]);
  await load([
    ...names.flatMap(({ kind, id }) => [current(kind, id), questions.isErased(kind, id)]),
    ...tips.flatMap((tip) => {
      const unique = uniqueOf(tip);
      return unique === undefined ? [] : [questions.holder(tip.kind, unique)];
    }),
  ]);
  return untilLoaded(() => decide(view));
}

function namesOf(tips: readonly Version[], { replaced, answered }: Incoming): RecordName[] {
  const named = replaced.flatMap(({ kind, of, id }) => [of, id].map((one) => ({ kind, id: one })));
  const all = [...tips, ...answered, ...named].map(({ kind, id }) => ({ kind, id }));
  return [...new Map(all.map((name) => [nameOf(name), name])).values()];
}

/** A record as the rules see it; what is left of one that was deleted for good is none. */
export function asVersion(scope: Scope, record: StoredRecord | undefined): Version | undefined {
  if (record === undefined || record.state === 'purged') return undefined;
  const { updatedAt: at, updatedBy: author } = record;
  return toVersion(scope, { ...record, parents: [], author, at });
}

async function notesOn(store: Store, scope: Scope, item: string): Promise<RecordName[]> {
  const about = await aboutItem(store, scope, item);
  return about
    .filter(({ kind }) => kind === 'comment' || kind === 'attributes')
    .map(({ kind, id }) => ({ kind, id }));
}

const messagesAtOnce = 200;

/** From the end, for what comes before is not looked at. */
async function messagesFrom(store: Store, scope: Scope, id: string, from: number): Promise<Version[]> {
  const found: Version[] = [];
  const query = { kind: 'message', parent: id, order: 'sort', descending: true } as const;
  for (let offset = 0; ; offset += messagesAtOnce) {
    const page = await store.list(scope, { ...query, offset, limit: messagesAtOnce });
    const later = page.filter(({ payload }) => (payload as unknown as MessagePayload).position >= from);
    found.unshift(...later.toReversed().flatMap((record) => asVersion(scope, record) ?? []));
    if (later.length < messagesAtOnce) return found;
  }
}
