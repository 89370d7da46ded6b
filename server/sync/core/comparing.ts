/** Comparing a device with the server record by record: at first, and after either went back to an earlier day. */
import type { Head } from './exchange.ts';
import type { Base } from './taking.ts';
import type { ErasedName, RecordName } from './version.ts';

/** A record of the device, and the folder that it is in. */
export interface Held extends Head {
  readonly parent?: string;
}

/** What a device knows to be gone. */
export interface Gone {
  readonly erased: readonly RecordName[];
  /** Records that stay, of whose histories revisions were erased. */
  readonly parts: readonly ErasedName[];
  readonly replaced: readonly RecordName[];
}

export interface Comparison {
  readonly bases: readonly (RecordName & { readonly base: Base })[];
  /** What the server lacks or has another version of, in the order in which it can take them. */
  readonly resend: readonly RecordName[];
  /** What the device lacks, memories first. */
  readonly fetch: readonly RecordName[];
  /** What the server erased out of histories, whether or not the device has it. */
  readonly erase: readonly ErasedName[];
}

/** Lower goes first: what others hang from, and memories before documents. */
const order = ['memory', 'entry', 'conversation', 'message', 'item', 'comment', 'attributes', 'favourite'];

function rankOf({ kind }: RecordName): number {
  const rank = order.indexOf(kind);
  return rank < 0 ? order.length : rank;
}

/**
 * @param records everything that the device has
 * @param gone what the device knows to be deleted permanently, to have lost a part of its history that way, and to be another
 *   record: the server is told again, and only what was deleted is not taken when the server has it all the same
 * @param seq where the server was when the list of heads began
 */
export function compare(
  heads: readonly Head[],
  records: readonly Held[],
  gone: Gone,
  seq: number,
): Comparison {
  const keyOf = ({ kind, id }: RecordName) => `${kind}/${id}`;
  const there = new Map(heads.map((head) => [keyOf(head), head.revision]));
  const here = new Map(records.map((record) => [keyOf(record), record]));
  const erased = new Set(gone.erased.map(keyOf));
  const equal = records.filter((record) => there.get(keyOf(record)) === record.revision);
  const differing = records.filter((record) => there.get(keyOf(record)) !== record.revision);
  const name = ({ kind, id }: RecordName) => ({ kind, id });
  const told = new Set([...gone.erased, ...differing].map(keyOf));
  const erase = heads.flatMap(({ kind, id, erased: revisions }) =>
    revisions ? [{ kind, id, revisions }] : [],
  );
  const known = new Map(erase.map((one) => [keyOf(one), new Set(one.revisions)]));
  const parts = gone.parts.filter(
    (one) =>
      !told.has(keyOf(one)) && one.revisions?.some((part) => known.get(keyOf(one))?.has(part) !== true),
  );
  return {
    bases: equal.map(({ kind, id, revision }) => ({ kind, id, base: { revision, seq } })),
    resend: [...gone.erased, ...gone.replaced, ...inOrder(differing, here), ...parts].map(name),
    fetch: heads
      .filter((head) => !here.has(keyOf(head)) && !erased.has(keyOf(head)))
      .map(name)
      .sort((one, other) => rankOf(one) - rankOf(other)),
    erase,
  };
}

/** Folders before what is in them. */
function inOrder(records: readonly Held[], all: ReadonlyMap<string, Held>): Held[] {
  const depth = new Map(records.map((record) => [record, depthOf(record, all)]));
  return records.toSorted(
    (one, other) => rankOf(one) - rankOf(other) || (depth.get(one) ?? 0) - (depth.get(other) ?? 0),
  );
}

function depthOf(record: Held, all: ReadonlyMap<string, Held>): number {
  const seen = new Set<Held>();
  for (let at: Held | undefined = record; at?.kind === 'item' && !seen.has(at);) {
    seen.add(at);
    at = all.get(`item/${at.parent}`);
  }
  return seen.size;
}
