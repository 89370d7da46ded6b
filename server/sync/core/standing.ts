/** Whether versions of the server can stand on a device where they would: by their names, their folders, their conversations. */
import { itemFacts } from './items.ts';
import { conversationOf, placeOf } from './laying.ts';
import { keyOf, tipOf, type Line } from './lines.ts';
import { uniqueOf } from './names.ts';
import { itemOf } from './notes.ts';
import type { LocalView } from './taking.ts';
import { rootFolder, type RecordName, type Version } from './version.ts';

/**
 * Takes out of the candidates, until nothing changes, what cannot stand where it would.
 * @param open what waits already to be elsewhere, or to be another record
 */
export function leaveOut(
  candidates: Map<string, Line>,
  gone: ReadonlySet<string>,
  view: LocalView,
  open: ReadonlySet<string>,
): Line[] {
  const left: Line[] = [];
  const waits = new Set(open);
  for (let found = true; found;) {
    found = false;
    const names = new Map<string, string>();
    for (const [key, line] of candidates) {
      const tip = tipOf(line);
      const stands =
        isFree(tip, { candidates, gone, names, view }) &&
        hasPlace(tip, waits, view) &&
        !isBelowItself(tip, candidates, view) &&
        isHere(baseOf(tip), candidates, gone, view);
      if (stands) continue;
      candidates.delete(key);
      waits.add(key);
      left.push(line);
      found = true;
    }
  }
  return left;
}

interface Naming {
  readonly candidates: ReadonlyMap<string, Line>;
  readonly gone: ReadonlySet<string>;
  /** Names that candidates have. */
  readonly names: Map<string, string>;
  readonly view: LocalView;
}

/** Whether no other record would still have its name; it has it from then on. */
function isFree(tip: Version, { candidates, gone, names, view }: Naming): boolean {
  const unique = uniqueOf(tip);
  if (unique === undefined) return true;
  const { kind } = tip;
  const [key, name] = [keyOf(tip), `${kind}/${unique}`];
  const holder = view.holder(kind, unique);
  const other = holder === undefined ? undefined : keyOf({ kind, id: holder });
  if (other !== undefined && other !== key && !candidates.has(other) && !gone.has(other)) return false;
  if (names.has(name)) return false;
  names.set(name, key);
  return true;
}

/** A message that is to leave its place, and cannot yet, keeps it. */
function hasPlace(tip: Version, waits: ReadonlySet<string>, view: LocalView): boolean {
  if (tip.kind !== 'message' || waits.size === 0) return true;
  const { conversation, position } = placeOf(tip);
  const [holder] = view.messages(conversation, position);
  return holder === undefined || placeOf(holder).position !== position || !waits.has(keyOf(holder));
}

/** While an unsent move waits for its answer, a move of the server may close a ring with it. */
function isBelowItself(tip: Version, candidates: ReadonlyMap<string, Line>, view: LocalView): boolean {
  if (tip.kind !== 'item') return false;
  const seen = new Set<string>();
  for (let at = itemFacts(tip).parent; at !== rootFolder && !seen.has(at);) {
    if (at === tip.id) return true;
    seen.add(at);
    const line = candidates.get(keyOf({ kind: 'item', id: at }));
    const above = line === undefined ? view.current('item', at) : tipOf(line);
    at = above === undefined ? rootFolder : itemFacts(above).parent;
  }
  return false;
}

/** What a message or something said about an item cannot stand without. */
function baseOf(tip: Version): RecordName | undefined {
  if (tip.kind === 'message') return conversationOf(tip);
  const item = itemOf(tip);
  return item === undefined ? undefined : { kind: 'item', id: item };
}

function isHere(
  name: RecordName | undefined,
  candidates: ReadonlyMap<string, Line>,
  gone: ReadonlySet<string>,
  view: LocalView,
): boolean {
  if (name === undefined) return true;
  const key = keyOf(name);
  return candidates.has(key) || (!gone.has(key) && view.current(name.kind, name.id) !== undefined);
}
