/** How memories, entries, conversations and messages meet; items have a file of their own. */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../store/commit.ts';
import type { Draft } from './draft.ts';
import { mergeFields, type Fields } from './fields.ts';
import { uniqueOf } from './names.ts';
import type { Make, Version } from './version.ts';
import type { Gone, Met, Rule, Sides } from './rule.ts';

type State = Pick<Version, 'state' | 'payload'>;

/** States in which people do not see a record. */
const goneStates = new Set(['deleted', 'expired', 'removed']);

function isGone({ state }: State): boolean {
  return goneStates.has(state);
}

/** What stands when one side deleted: the other, if it changed anything. */
function againstDeletion(base: State | undefined, main: State, tip: State): State {
  if (isGone(main) && isGone(tip)) return main;
  const [gone, there] = isGone(main) ? [main, tip] : [tip, main];
  const unchanged = base !== undefined && base.state === there.state && isSamePayload(base, there);
  return unchanged ? gone : there;
}

function isSamePayload(one: State, other: State): boolean {
  return isDeepStrictEqual(one.payload, other.payload);
}

function fieldsOf(version: State | undefined): Fields {
  return version === undefined || isGone(version)
    ? {}
    : { ...(version.payload as Fields), status: version.state };
}

/** By fields, unless one side deleted it. */
export function meetFields({ base, main, follows, tip }: Sides): Met {
  if (main === undefined || follows) return tip;
  if (isGone(main) || isGone(tip)) return againstDeletion(base, main, tip);
  const sides = { base: fieldsOf(base), main: fieldsOf(main), branch: fieldsOf(tip) };
  const { fields, clashes } = mergeFields(main.kind, sides);
  const { status, ...payload } = fields;
  return { state: status as string, payload, clashes };
}

function holderOf(draft: Draft, tip: Version): string | undefined {
  const unique = uniqueOf(tip);
  const holder = unique === undefined ? undefined : draft.holder(tip.kind, unique);
  return holder === tip.id ? undefined : holder;
}

/** Without what each side counts by itself, so that counting is no change. */
function uncounted<V extends State>(version: V): V {
  const { messages: _messages, first: _first, ...payload } = version.payload as Fields;
  return { ...version, payload };
}

/** A deletion stands unless messages came that its writer had not seen. */
function meetConversation(draft: Draft, { base, main, follows, tip }: Sides): Met {
  const incoming = freed(draft, uncounted(tip));
  if (main === undefined) return asSent(incoming, tip);
  const { messages } = tip.payload as { messages?: number };
  const unseen = messages !== undefined && draft.nextPosition(main.id) > messages;
  if (isGone(tip) && !isGone(main) && unseen) return uncounted(main);
  const sides = { base: base && uncounted(base), main: uncounted(main), follows, tip: incoming };
  const { clashes = [], ...met } = meetFields(sides);
  return { ...asSent(freed(draft, { ...main, ...met }), tip), clashes };
}

/** What was sent, when nothing but a count differs. */
function asSent({ state, payload }: State, tip: Version): State {
  return state === tip.state && isSamePayload({ state, payload }, uncounted(tip)) ? tip : { state, payload };
}

/** Without its external name where another conversation has that by now. */
function freed(draft: Draft, version: Version): Version {
  if (holderOf(draft, version) === undefined) return version;
  const { externalId: _externalId, ...payload } = version.payload as Fields;
  return { ...version, payload };
}

/** Appended once, at the server's next position, and never changed. What it stands in comes back. */
function meetMessage(draft: Draft, { main, tip }: Sides, make: Make): Met | Gone {
  if (main !== undefined) return main;
  const payload = tip.payload as { conversation: string; position: number };
  const { conversation: id } = payload;
  if (draft.isErased('conversation', id)) return { erased: true };
  const conversation = draft.current('conversation', id);
  if (conversation === undefined) draft.write(begun(id, make));
  else if (isGone(conversation)) draft.write(returned(conversation, make));
  const position = draft.nextPosition(id);
  const moved = position !== payload.position;
  return { state: tip.state, payload: { ...payload, position } as Json, moved };
}

/** For messages of a conversation that a server lost when it went back, and nobody else has: they stand all the same. */
function begun(id: string, make: Make): Version {
  const { author, at } = make;
  const payload = { title: '' };
  return {
    kind: 'conversation',
    id,
    payload,
    state: 'active',
    parents: [],
    revision: make.revision(),
    author,
    at,
  };
}

function returned(conversation: Version, make: Make): Version {
  const { author, at } = make;
  const { kind, id, payload, revision } = conversation;
  return { kind, id, payload, state: 'active', parents: [revision], revision: make.revision(), author, at };
}

/** Name and description, each by itself; projects that have nothing in common are taken to have begun without a description. */
function meetSettings({ base, ...sides }: Sides): Met {
  return meetFields({ ...sides, base: base ?? { state: 'active', payload: { description: '' } } });
}

export const contentRules: Readonly<Record<string, Rule>> = {
  memory: { meet: (_draft, sides) => meetFields(sides) },
  entry: { twin: holderOf, meet: (_draft, sides) => meetFields(sides) },
  conversation: { twin: holderOf, meet: meetConversation },
  message: { twin: holderOf, meet: meetMessage },
  project: { meet: (_draft, sides) => meetSettings(sides) },
};

/** Of kinds that have no rule of their own: by fields. */
export const otherRule: Rule = { meet: (_draft, sides) => meetFields(sides) };
