/** A change while it is being decided: what the server has, with what was decided so far. */
import { isNamedByItem, uniqueOf } from './names.ts';
import type { Clash, Decision, Outcome, RecordName, StandIn, Version, View } from './version.ts';

export interface Draft extends View {
  /** Adds a version for the record's history alone; another one is written on top of it. */
  pass(version: Version): void;
  /** Adds a version, which is the record's newest from now on. */
  write(version: Version): void;
  erase(name: RecordName): void;
  stand(standIn: StandIn): void;
  clash(clash: Clash): void;
  /** The record that stands for another one, if one does. */
  resolve(kind: string, id: string): string;
  decision(outcomes: readonly Outcome[]): Decision;
}

const keyOf = (kind: string, id: string) => `${kind}/${id}`;

export function createDraft(view: View): Draft {
  const written: Version[] = [];
  const newest = new Map<string, Version>();
  const names = new Map<string, string | undefined>();
  const erased = new Map<string, RecordName>();
  const standIns: StandIn[] = [];
  const clashes: Clash[] = [];
  const positions = new Map<string, number>();

  const isErased = (kind: string, id: string) => erased.has(keyOf(kind, id)) || view.isErased(kind, id);

  function current(kind: string, id: string): Version | undefined {
    if (isErased(kind, id)) return undefined;
    return newest.get(keyOf(kind, id)) ?? view.current(kind, id);
  }

  function holder(kind: string, unique: string): string | undefined {
    const name = keyOf(kind, unique);
    return names.has(name) ? names.get(name) : view.holder(kind, unique);
  }

  function leaveName(version: Version | undefined): void {
    const unique = version === undefined ? undefined : uniqueOf(version);
    if (version === undefined || unique === undefined) return;
    if (holder(version.kind, unique) === version.id) names.set(keyOf(version.kind, unique), undefined);
  }

  const nextPosition = (id: string) => positions.get(id) ?? view.nextPosition(id);

  function below(kind: string, id: string): RecordName[] {
    const added = [...newest.values()].filter((one) => hangsFrom(one, kind, id));
    const known = view.below(kind, id).filter((one) => {
      const now = newest.get(keyOf(one.kind, one.id));
      return now === undefined && !isErased(one.kind, one.id);
    });
    return [...known, ...added.filter((one) => !isErased(one.kind, one.id))];
  }

  return {
    current,
    holder,
    isErased,
    nextPosition,
    below,
    version: (kind, id, revision) =>
      written.find((one) => one.revision === revision && one.kind === kind && one.id === id) ??
      view.version(kind, id, revision),
    standIn: (kind, of) =>
      standIns.findLast((one) => one.kind === kind && one.of === of)?.id ?? view.standIn(kind, of),
    pass: (version) => void written.push(version),
    write(version) {
      leaveName(current(version.kind, version.id));
      const unique = uniqueOf(version);
      if (unique !== undefined && holder(version.kind, unique) === undefined)
        names.set(keyOf(version.kind, unique), version.id);
      countMessage(version);
      written.push(version);
      newest.set(keyOf(version.kind, version.id), version);
    },
    erase(name) {
      leaveName(current(name.kind, name.id));
      erased.set(keyOf(name.kind, name.id), { kind: name.kind, id: name.id });
    },
    stand: (standIn) => void standIns.push(standIn),
    clash: (clash) => void clashes.push(clash),
    resolve(kind, id) {
      if (isNamedByItem(kind)) return this.resolve('item', id);
      const standIn = this.standIn(kind, id);
      return standIn === undefined ? id : this.resolve(kind, standIn);
    },
    decision: (outcomes) => ({
      writes: written
        .filter(({ kind, id }) => !erased.has(keyOf(kind, id)))
        .map((version) => ({ version, tip: newest.get(keyOf(version.kind, version.id)) === version })),
      erase: [...erased.values()],
      standIns,
      clashes: clashes.filter(({ kind, id }) => !erased.has(keyOf(kind, id))),
      outcomes,
    }),
  };

  /** A message that has the next position takes it. */
  function countMessage({ kind, payload }: Version): void {
    if (kind !== 'message') return;
    const { conversation, position } = payload as { conversation: string; position: number };
    if (position >= nextPosition(conversation)) positions.set(conversation, position + 1);
  }
}

function hangsFrom({ kind, payload }: Version, parentKind: string, parent: string): boolean {
  if (parentKind === 'item') return kind === 'item' && (payload as { parent: string }).parent === parent;
  return (
    parentKind === 'conversation' &&
    kind === 'message' &&
    (payload as { conversation: string }).conversation === parent
  );
}
