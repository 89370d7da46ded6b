/** The parts of the core that a run uses, and a list of ways to break them: the simulation must notice every one. */
import { planAttached } from '../../../server/sync/core/attaching.ts';
import { compare } from '../../../server/sync/core/comparing.ts';
import { isStill, takeTurn } from '../../../server/sync/core/exchange.ts';
import { meet } from '../../../server/sync/core/meeting.ts';
import { take, type Base, type LocalView } from '../../../server/sync/core/taking.ts';
import type { Decision, View, Write } from '../../../server/sync/core/version.ts';

export interface Rules {
  readonly meet: typeof meet;
  readonly take: typeof take;
  readonly compare: typeof compare;
  readonly takeTurn: typeof takeTurn;
  readonly isStill: typeof isStill;
  readonly planAttached: typeof planAttached;
  /** Says that a batch is sent before it was answered. */
  readonly early?: boolean;
}

export const rules: Rules = { meet, take, compare, takeTurn, isStill, planAttached };

function withView(change: (view: View) => Partial<View>): Rules {
  return { ...rules, meet: (one, view, make) => meet(one, { ...view, ...change(view) }, make) };
}

function withDecision(change: (decision: Decision, incoming: ReadonlySet<string>) => Decision): Rules {
  return {
    ...rules,
    meet: (one, view, make) =>
      change(meet(one, view, make), new Set(one.versions.map(({ revision }) => revision))),
  };
}

/** @param change what the server is known to have, and the record's revision here */
function withBase(change: (base: Base, revision: string) => Base): typeof take {
  return (incoming, owed, view) => {
    const base: LocalView['base'] = (kind, id) => {
      const known = view.base(kind, id) ?? { revision: '', seq: 0 };
      return change(known, view.current(kind, id)?.revision ?? '');
    };
    return take(incoming, owed, { ...view, base });
  };
}

const mapped = (decision: Decision, change: (write: Write) => Write): Decision => ({
  ...decision,
  writes: decision.writes.map(change),
});

/** The last writer wins: what came in stands as it came. */
function overwrite(decision: Decision, incoming: ReadonlySet<string>): Decision {
  const sent = decision.writes.filter(({ version }) => incoming.has(version.revision));
  const last = new Map(sent.map((write) => [`${write.version.kind}/${write.version.id}`, write]));
  const isLost = ({ version }: Write) =>
    !incoming.has(version.revision) && last.has(`${version.kind}/${version.id}`);
  const writes = decision.writes.filter((write) => !isLost(write));
  return {
    ...decision,
    writes: writes.map((write) => ({ ...write, tip: write.tip || [...last.values()].includes(write) })),
  };
}

/** Each breaks one rule. */
export const mutants: Readonly<Record<string, Rules>> = {
  'the last writer wins': withDecision(overwrite),
  'a merged version forgets the second parent': withDecision((decision) =>
    mapped(decision, (write) => ({
      ...write,
      version: { ...write.version, parents: write.version.parents.slice(0, 1) },
    })),
  ),
  'the losing version is not kept': withDecision((decision) => ({
    ...decision,
    writes: decision.writes.filter(({ tip }) => tip),
  })),
  'versions that are known are written again': withView(() => ({ version: () => undefined })),
  'what was erased is forgotten': withView(() => ({ isErased: () => false })),
  'erased folders take along what others put there': {
    ...rules,
    meet: (one, view, make) => {
      const below = (one.erased ?? []).flatMap(({ kind, id }) => view.below(kind, id));
      return meet({ ...one, erased: [...(one.erased ?? []), ...below] }, view, make);
    },
  },
  'records that became others are forgotten': withView(() => ({ standIn: () => undefined })),
  'nobody holds a name': withView(() => ({ holder: () => undefined })),
  'moves are made as they come': withDecision((decision) =>
    mapped(decision, (write) => {
      const { kind, payload } = write.version;
      const sent = decision.writes.findLast(({ version, tip }) => !tip && version.id === write.version.id);
      const parent = (sent?.version.payload as { parent?: string } | undefined)?.parent;
      if (kind !== 'item' || !write.tip || parent === undefined) return write;
      return { ...write, version: { ...write.version, payload: { ...(payload as object), parent } } };
    }),
  ),
  'messages keep the position of their device': withView(() => ({ nextPosition: () => 0 })),
  'older versions replace newer ones': {
    ...rules,
    take: withBase(({ revision }) => ({ revision, seq: 0 })),
  },
  'a device forgets what was erased': {
    ...rules,
    take: (incoming, owed, view) => take({ ...incoming, erased: [] }, owed, view),
  },
  'what waits for a name is forgotten': {
    ...rules,
    take: (incoming, _owed, view) => ({ ...take(incoming, [], view), owed: [] }),
  },
  'names in the way are ignored': {
    ...rules,
    take: (incoming, owed, view) => take(incoming, owed, { ...view, holder: () => undefined }),
  },
  'records with unsent edits are replaced': {
    ...rules,
    take: withBase(({ seq }, revision) => ({ revision, seq })),
  },
  'a line that a page parted is taken at once': {
    ...rules,
    take(incoming, owed, view) {
      const lines = incoming.lines.map(({ seq, versions }) => ({ seq, versions }));
      return take({ ...incoming, lines }, owed, view);
    },
  },
  'messages make no room': {
    ...rules,
    take: (incoming, owed, view) => ({ ...take(incoming, owed, view), moved: [] }),
  },
  'an item that became another one goes though a comment on it is unsent': {
    ...rules,
    take: (incoming, owed, view) => take(incoming, owed, { ...view, notes: () => [] }),
  },
  'an answer frees nothing': {
    ...rules,
    take: (incoming, owed, view) => take({ ...incoming, answered: [] }, owed, view),
  },
  'a server that went back is not noticed': { ...rules, isStill: () => true },
  'nothing is sent again after comparing': {
    ...rules,
    compare: (heads, records, gone, seq) => ({ ...compare(heads, records, gone, seq), resend: [] }),
  },
  'nothing is fetched after comparing': {
    ...rules,
    compare: (heads, records, gone, seq) => ({ ...compare(heads, records, gone, seq), fetch: [] }),
  },
  'what was detached is attached again': {
    ...rules,
    planAttached: (here, there) => planAttached(here, there, new Map()),
  },
  'what was attached anew counts as detached': {
    ...rules,
    planAttached: (here, there, base) =>
      planAttached(
        here,
        there,
        new Map([...base].map(([item, document]) => [item, there.get(item) ?? document])),
      ),
  },
  'sent before it was answered': { ...rules, early: true },
};
