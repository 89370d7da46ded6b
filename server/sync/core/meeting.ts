/** The rules by which lines of versions meet at the server: what a device's change does to what the server has. */
import { isDeepStrictEqual } from 'node:util';
import { ancestorsOf, commonAncestor, type ParentsOf } from './ancestry.ts';
import { contentRules, otherRule } from './contents.ts';
import { createDraft, type Draft } from './draft.ts';
import { eraseRecords } from './erasing.ts';
import { itemRule } from './items.ts';
import { isNamedByItem, uniqueOf } from './names.ts';
import { itemOf, noteRules } from './notes.ts';
import { resolved, type Met, type Rule, type Sides } from './rule.ts';
import type { Change, Decision, Make, Outcome, OutcomeKind, StandIn, Version, View } from './version.ts';

/** What became of one version, before it is known what the record is after the whole change. */
type Fate = Pick<Outcome, 'outcome' | 'becomes' | 'reason'>;

interface Meeting {
  readonly draft: Draft;
  readonly make: Make;
  /** The change's versions by record, oldest first. */
  readonly lines: ReadonlyMap<string, readonly Version[]>;
  readonly fates: Map<Version, Fate>;
  readonly begun: Set<string>;
}

/**
 * Decides a change. Deciding it again once the decision was written changes nothing. Versions of a record meet as one line:
 * the last with what the server has, the others go into its history.
 */
export function meet(change: Change, view: View, make: Make): Decision {
  const draft = createDraft(view);
  const lines = Map.groupBy(change.versions, ({ kind, id }) => `${kind}/${id}`);
  const meeting: Meeting = { draft, make, lines, fates: new Map(), begun: new Set() };
  for (const standIn of change.standIns ?? []) learn(draft, standIn);
  const erased = eraseRecords(draft, change.erased ?? [], make);
  for (const name of lines.keys()) meetRecord(meeting, name);
  const outcomes = change.versions.map((version) => outcomeOf(draft, version, meeting.fates.get(version)));
  return draft.decision([...outcomes, ...erased]);
}

/** Only of what the server does not have under its own name; what has the id of an item goes where that went. */
function learn(draft: Draft, { kind, of, id }: StandIn): void {
  if (isNamedByItem(kind)) return;
  const isKnown = draft.current(kind, of) !== undefined || draft.isErased(kind, of);
  if (!isKnown && draft.resolve(kind, of) === of && draft.resolve(kind, id) !== of)
    draft.stand({ kind, of, id });
}

function outcomeOf(draft: Draft, { kind, id, revision }: Version, fate: Fate | undefined): Outcome {
  const known: Fate = fate ?? { outcome: 'known' };
  const current = draft.current(kind, known.becomes ?? id);
  return { kind, id, revision, ...known, ...(current === undefined ? {} : { current }) };
}

/**
 * Folders come before what is in them, conversations before their messages, and who leaves a name before who takes it,
 * wherever they stand in the change.
 */
function meetRecord(meeting: Meeting, name: string): void {
  const versions = meeting.lines.get(name);
  const last = versions?.at(-1);
  if (versions === undefined || last === undefined || meeting.begun.has(name)) return;
  meeting.begun.add(name);
  const { parent, conversation } = last.payload as { parent?: string; conversation?: string };
  if (last.kind === 'item') meetRecord(meeting, `item/${parent}`);
  if (last.kind === 'message') meetRecord(meeting, `conversation/${conversation}`);
  meetRecord(meeting, `item/${itemOf(last)}`);
  const unique = uniqueOf(resolved(meeting.draft, last));
  if (unique !== undefined) meetRecord(meeting, `${last.kind}/${meeting.draft.holder(last.kind, unique)}`);
  meetVersions(meeting, versions);
}

function meetVersions({ draft, make, fates }: Meeting, versions: readonly Version[]): void {
  const { kind, id } = versions[0] as Version;
  const now = draft.resolve(kind, id);
  const setAll = (some: readonly Version[], fate: Fate) => some.forEach((one) => fates.set(one, fate));
  if (draft.isErased(kind, id) || draft.isErased(kind, now)) return setAll(versions, { outcome: 'erased' });
  const twin = twinOf(draft, { ...(versions.at(-1) as Version), id: now });
  const target = twin ?? now;
  const became: Fate | undefined = target === id ? undefined : { outcome: 'became', becomes: target };
  setAll(versions, became ?? { outcome: 'known' });
  if (twin !== undefined) draft.stand({ kind, of: now, id: twin });
  const once = versions.filter(
    ({ revision }, index) => versions.findIndex((one) => one.revision === revision) === index,
  );
  const fresh = once.filter((version) => !isKnown(draft, version, target));
  if (fresh.length === 0) return;
  const fate = meetLine(draft, make, { line: fresh, sent: parentsIn(once) }, target);
  setAll(fresh, isTaken(fate) ? (became ?? fate) : fate);
}

/** The record that a new one becomes. */
function twinOf(draft: Draft, version: Version): string | undefined {
  const isNew = draft.current(version.kind, version.id) === undefined;
  return isNew ? ruleOf(version).twin?.(draft, resolved(draft, version)) : undefined;
}

const isTaken = ({ outcome }: Fate): boolean => outcome !== 'erased' && outcome !== 'refused';

/** Of a conversation only the newest version is kept: its parents name what it was made of. */
function isKnown(draft: Draft, { kind, revision }: Version, now: string): boolean {
  if (draft.version(kind, now, revision) !== undefined) return true;
  return kind === 'conversation' && draft.current(kind, now)?.parents.includes(revision) === true;
}

/**
 * Of versions that a device sends of one record, oldest first, what each came from: also the one before it, for a device takes what
 * the server made of its own versions and nothing else, and may lack what joins the two.
 */
function parentsIn(versions: readonly Version[]): Map<string, readonly string[]> {
  return new Map(
    versions.map(({ revision, parents }, n) => {
      const before = versions[n - 1]?.revision;
      return [revision, before === undefined ? parents : [...parents, before]];
    }),
  );
}

/** The versions of a record that the server does not have, and what all that were sent came from. */
interface SentLine {
  readonly line: readonly Version[];
  readonly sent: ReadonlyMap<string, readonly string[]>;
}

const rules: Readonly<Record<string, Rule>> = { ...contentRules, ...noteRules, item: itemRule };

const ruleOf = ({ kind }: Version): Rule => rules[kind] ?? otherRule;

function meetLine(draft: Draft, make: Make, { line, sent }: SentLine, id: string): Fate {
  const tip = resolved(draft, { ...(line.at(-1) as Version), id });
  const { kind } = tip;
  const main = draft.current(kind, id);
  const parentsOf: ParentsOf = (revision) => sent.get(revision) ?? draft.version(kind, id, revision)?.parents;
  const sides = { ...sidesOf(draft, line, main, parentsOf), tip };
  const met = ruleOf(tip).meet(draft, sides, make);
  if ('refused' in met) return { outcome: 'refused', reason: met.refused };
  if ('erased' in met) {
    draft.erase({ kind, id });
    return { outcome: 'erased' };
  }
  return { outcome: writeLine(draft, make, { line, sides, met }) };
}

function sidesOf(
  draft: Draft,
  line: readonly Version[],
  main: Version | undefined,
  parentsOf: ParentsOf,
): Omit<Sides, 'tip'> & { readonly baseRevision: string | undefined } {
  const tip = line.at(-1) as Version;
  const revision = main === undefined ? undefined : commonAncestor(main.revision, tip.revision, parentsOf);
  const known =
    main === undefined || revision === undefined
      ? undefined
      : (line.find((one) => one.revision === revision) ?? draft.version(main.kind, main.id, revision));
  const follows = main === undefined || ancestorsOf(tip.revision, parentsOf).has(main.revision);
  return { main, follows, base: known ?? line[0]?.base, baseRevision: revision };
}

interface Written {
  readonly line: readonly Version[];
  readonly sides: Sides & { readonly baseRevision: string | undefined };
  readonly met: Met;
}

/** Writes what came in and, where it cannot stand as it is, on top of it what came of the meeting. */
function writeLine(draft: Draft, make: Make, { line, sides, met }: Written): OutcomeKind {
  const { main, follows, tip, base } = sides;
  const sent = line.at(-1) as Version;
  const { kind, id } = tip;
  for (const version of line.slice(0, -1)) draft.pass({ ...version, id });
  if (follows && isSame(met, sent)) {
    draft.write({ ...sent, id });
    return 'taken';
  }
  draft.pass({ ...sent, id });
  const revision = make.revision();
  const parents = main === undefined || follows ? [sent.revision] : [main.revision, sent.revision];
  const { author, at } = make;
  draft.write({ kind, id, revision, parents, state: met.state, payload: met.payload, author, at });
  const moved = met.moved === true || tip.payload !== sent.payload;
  return outcomeOfMeeting(draft, { ...sides, main }, { ...met, moved }, base);
}

function outcomeOfMeeting(
  draft: Draft,
  { main, tip, baseRevision }: Written['sides'],
  { clashes = [], copy, moved, ...met }: Met,
  base: Sides['base'],
): OutcomeKind {
  const { kind, id } = tip;
  if (main !== undefined && clashes.length > 0) {
    const of = baseRevision === undefined ? {} : { base: baseRevision };
    const beside = copy === undefined ? {} : { copy };
    draft.clash({ kind, id, ...of, current: main.revision, other: tip.revision, fields: clashes, ...beside });
    return 'kept';
  }
  if (moved === true) return 'moved';
  const isLost = main !== undefined && isSame(met, main) && !(base !== undefined && isSame(base, tip));
  return isLost && !isSame(met, tip) ? 'kept' : 'merged';
}

type State = Pick<Version, 'state' | 'payload'>;

function isSame(one: State, other: State): boolean {
  return one.state === other.state && isDeepStrictEqual(one.payload, other.payload);
}
