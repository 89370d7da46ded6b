/** Writes what a group of commits did to revisions and to the versions of branches. */
import type { RevisionEffect, RevisionErasure } from './facts.ts';
import { keyOf } from './overlay.ts';
import { revisionPlace } from './places.ts';
import { idsByKind, sendMany, type Send } from './sending.ts';
import { writeSql } from './sql.ts';
import type { ScopeState } from './state.ts';

export function writeRevisions(send: Send, { scope, seal, revisions }: ScopeState): void {
  const { kept, forgotten, erased } = settled(revisions.accepted());
  for (const [kind, ids] of idsByKind(forgotten)) send(writeSql.forgetRevisions, [scope, kind, ids]);
  for (const { kind, id, revisions: names } of erased)
    send(writeSql.eraseRevisions, [scope, kind, id, names ?? []]);
  sendMany(
    send,
    writeSql.putRevisions,
    kept.map(({ kind, id, revision, parents, branch, version, seq, at, state, content }) => [
      scope,
      kind,
      id,
      revision,
      JSON.stringify(parents),
      branch,
      version,
      seq,
      at,
      state,
      seal.seal(Buffer.from(JSON.stringify(content)), revisionPlace(scope, kind, id, revision)),
    ]),
  );
}

interface Settled {
  /** To be written, after the rest went. */
  readonly kept: RevisionEffect[];
  /** Records of which every revision in the database goes. */
  readonly forgotten: Set<string>;
  readonly erased: RevisionErasure[];
}

/** What is written and taken away again within the group is not written at all; so all that goes can go first. */
function settled(effects: readonly (RevisionEffect | RevisionErasure)[]): Settled {
  const forgotten = new Set<string>();
  const erased: RevisionErasure[] = [];
  let kept: RevisionEffect[] = [];
  for (const one of effects) {
    const isOther = ({ kind, id }: RevisionEffect) => kind !== one.kind || id !== one.id;
    if (one.op === 'erasure' && one.revisions !== undefined) {
      const { revisions } = one;
      erased.push(one);
      kept = kept.filter((effect) => isOther(effect) || !revisions.includes(effect.revision));
    } else if (one.op === 'erasure' || one.forgetsEarlier) {
      forgotten.add(keyOf(one.kind, one.id));
      kept = kept.filter(isOther);
    }
    if (one.op === 'revision') kept.push(one);
  }
  return { kept, forgotten, erased };
}

export function writeHeads(send: Send, { scope, heads }: ScopeState): void {
  const changed = [...heads.changed()];
  const known = changed.map(([place]) => place).filter((place) => heads.isBelow(place));
  for (const [kind, ids] of idsByKind(known)) send(writeSql.removeHeads, [scope, kind, ids]);
  const left = changed.flatMap(([, ofRecord]) => ofRecord ?? []);
  sendMany(
    send,
    writeSql.putHeads,
    left.map((head) => [
      scope,
      head.branch,
      head.kind,
      head.id,
      head.state,
      head.unique ?? null,
      head.sealedUnique ?? null,
      head.version,
      head.revision,
      head.seq,
    ]),
  );
}
