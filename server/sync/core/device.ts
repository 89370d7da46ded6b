/**
 * A device's side of sync as a state machine: events in, effects out, no clock, network or chance but what is handed in. The
 * engine carries effects out and reports back; after a crash it begins again from the durable state.
 */
import type { Batch, Chance, Device, DeviceState, Effect, Event, Fault, Step } from './device-state.ts';
import type { Answer, Position, Question } from './exchange.ts';
import type { Incoming } from './taking.ts';
import type { Change, Outcome, RecordName, StandIn, Version } from './version.ts';

/** A device as it stands after its program started: what was refused is tried again, for there may be room by now. */
export function deviceFrom(state: DeviceState): Device {
  return {
    state: withRefused(state),
    request: 0,
    waitsFor: 'nothing',
    stirred: false,
    heads: [],
    batch: undefined,
    failures: 0,
    paused: false,
    metered: false,
    behind: true,
    listed: undefined,
  };
}

export function step(device: Device, event: Event, chance: Chance): Step {
  switch (event.type) {
    case 'pause':
      return { device: pausedDevice(device), effects: [] };
    case 'metered':
      return { device: { ...device, metered: event.metered }, effects: [] };
    case 'retry':
      return stir({ ...device, state: withRefused(device.state) });
    case 'begin':
    case 'edited':
    case 'stirred':
    case 'timer':
    case 'resume': {
      const paused = event.type === 'resume' ? false : device.paused;
      const behind = device.behind || event.type !== 'edited';
      const isPatient = event.type === 'edited' && device.failures > 0;
      return isPatient ? still(device) : stir({ ...device, paused, behind });
    }
    default:
      return event.request === device.request ? report(device, event, chance) : still(device);
  }
}

/** What is being written is waited for; an answer that comes now is asked for again. */
function pausedDevice(device: Device): Device {
  return { ...device, paused: true, waitsFor: device.waitsFor === 'done' ? 'done' : 'nothing' };
}

/** What hangs from something that was not there is tried again when something new is: that may be there now. */
function withHanging(state: DeviceState): DeviceState {
  const { hanging = [], other = [] } = Object.groupBy(state.refused, ({ kind }) =>
    hangingKinds.has(kind) ? 'hanging' : 'other',
  );
  return { ...withRefused({ ...state, refused: hanging }), refused: other };
}

const hangingKinds = new Set(['message', 'comment', 'attributes', 'favourite']);
const holdingKinds = new Set(['conversation', 'item']);

function withRefused(state: DeviceState): DeviceState {
  const names = state.refused.map(({ kind, id }) => ({ kind, id }));
  return { ...state, resend: onceEach([...state.resend, ...names]), refused: [] };
}

function stir(device: Device): Step {
  if (device.paused) return { device, effects: [] };
  if (device.waitsFor !== 'nothing') return { device: { ...device, stirred: true }, effects: [] };
  return begin(device, 'read', (request) => ({ do: 'read', request }));
}

function begin(device: Device, waitsFor: Device['waitsFor'], effect: (request: number) => Effect): Step {
  const request = device.request + 1;
  return { device: { ...device, request, waitsFor, stirred: false }, effects: [effect(request)] };
}

type Report = Extract<Event, { readonly request: number }>;

function report(device: Device, event: Report, chance: Chance): Step {
  if (event.type === 'read') {
    if (device.waitsFor !== 'read') return still(device);
    const { sent = device.state.sent } = event;
    return afterRead({ ...device, state: { ...device.state, sent } }, event.batch, chance);
  }
  if (event.type === 'done') {
    const next = { ...device, state: { ...device.state, ...event.changes } };
    if (device.waitsFor !== 'done') return still(device);
    return device.paused ? still({ ...next, waitsFor: 'nothing' }) : readAgain(next);
  }
  if (device.waitsFor !== 'answer') return still(device);
  if (event.type === 'failed') return afterFailure(device, event.fault, event.retryAfter, chance);
  return afterAnswer({ ...device, failures: 0 }, event.answer, chance);
}

const still = (device: Device): Step => ({ device, effects: [] });

const readAgain = (device: Device): Step => begin(device, 'read', (request) => ({ do: 'read', request }));

/** What to ask next: who am I, what do you have, take this, give me that, what is new. */
function afterRead(device: Device, batch: Batch | undefined, chance: Chance): Step {
  const { state } = device;
  if (state.id === undefined) return ask(device, { type: 'register' }, chance);
  if (state.cursor === undefined)
    return ask({ ...device, heads: [], listed: undefined }, { type: 'heads', after: '' }, chance);
  if (batch !== undefined) return ask({ ...device, batch }, { type: 'push', changes: batch.changes }, chance);
  const names = state.fetch.slice(0, fetchedAtOnce);
  if (names.length > 0) return ask(device, { type: 'fetch', names }, chance);
  if (device.behind || device.stirred) return ask(device, { type: 'pull', after: state.cursor }, chance);
  const ms = device.metered ? meteredPoll : poll;
  return { device: { ...device, waitsFor: 'nothing' }, effects: [{ do: 'wait', ms }] };
}

const fetchedAtOnce = 100;
const poll = 60_000;
const meteredPoll = 900_000;

/** A question that is asked again after a crash keeps its word. */
function ask(device: Device, question: Question, chance: Chance): Step {
  const { id, turn, seen, next = chance.word() } = device.state;
  const state = id === undefined ? device.state : { ...device.state, next };
  const credentials = id === undefined ? undefined : { device: id, turn, next, seen };
  return begin({ ...device, state }, 'answer', (request) => ({ do: 'ask', request, question, credentials }));
}

function afterFailure(device: Device, fault: Fault, retryAfter: number | undefined, chance: Chance): Step {
  if (fault === 'forked') {
    const { id: _id, next: _next, ...state } = device.state;
    return readAgain({ ...device, state: { ...state, turn: '' } });
  }
  if (fault === 'rewound') {
    const { cursor: _cursor, seen: _seen, ...state } = turned(device.state, undefined);
    return readAgain({ ...device, state: { ...state, fetch: [], owed: [], waiting: [] } });
  }
  const failures = device.failures + 1;
  const longest = Math.min(300_000, 1_000 * 2 ** Math.min(failures, 10));
  const ms = Math.max(retryAfter ?? 0, Math.round(longest * (0.5 + chance.random() / 2)));
  const behind = device.behind || device.stirred;
  return { device: { ...device, failures, behind, waitsFor: 'nothing' }, effects: [{ do: 'wait', ms }] };
}

/** The state with the word that is the device's now. One that the server did not take is said again. */
function turned(before: DeviceState, turn: string | undefined): DeviceState {
  const { next, ...after } = before;
  return turn === undefined || turn === next ? { ...after, turn: next ?? after.turn } : { ...before, turn };
}

function afterAnswer(device: Device, answer: Answer, chance: Chance): Step {
  if (answer.type === 'register') {
    const { device: id, turn } = answer;
    return readAgain({ ...device, state: { ...device.state, id, turn } });
  }
  const seen = newest(device.state.seen, answer.head);
  const state = { ...turned(device.state, answer.turn), seen };
  if (answer.type === 'heads') return afterHeads({ ...device, state }, answer, chance);
  const incoming = incomingOf(device, answer);
  const next = { ...device, state, behind: device.behind || device.stirred };
  const changed = answer.type === 'push' ? afterPush(next, answer.outcomes) : afterPage(next, answer);
  return begin(changed, 'done', (request) => ({ do: 'take', request, incoming }));
}

/** A page may end before what an answer to a push told of. */
function newest(seen: Position | undefined, head: Position): Position {
  return seen !== undefined && seen.epoch === head.epoch && seen.seq > head.seq ? seen : head;
}

function afterHeads(device: Device, { heads, next, head }: Answer & { type: 'heads' }, chance: Chance): Step {
  const all = [...device.heads, ...heads];
  // As it was when the list began: a page may be empty, and what is written to a kind after its page must be pulled.
  const listed = device.listed ?? head;
  if (next !== undefined)
    return ask({ ...device, heads: all, listed }, { type: 'heads', after: next }, chance);
  const state = { ...device.state, cursor: listed };
  const done = { ...device, state, heads: [], listed: undefined, behind: true };
  return begin(done, 'done', (request) => ({ do: 'compare', request, heads: all, seq: listed.seq }));
}

/** What an answer brings: the records as they are, what was erased, what became another. */
function incomingOf(
  { state, batch }: Device,
  answer: Answer & { readonly lines: Incoming['lines'] },
): Incoming {
  const { lines } = answer;
  const { waiting: replaced } = state;
  if (answer.type !== 'push') {
    const erased = answer.type === 'pull' ? answer.erased : [];
    return { lines, erased, replaced, answered: [] };
  }
  const { outcomes } = answer;
  const became = outcomes.flatMap(({ kind, id: of, becomes }): StandIn[] =>
    becomes === undefined ? [] : [{ kind, of, id: becomes }],
  );
  return {
    lines,
    erased: onceEach(
      outcomes.filter(({ outcome }) => outcome === 'erased').map(({ kind, id }) => ({ kind, id })),
    ),
    replaced: [...replaced, ...became],
    answered: answeredOf(batch?.changes ?? [], outcomes),
  };
}

/** Of each record the last version that was sent, unless the server did not take it. */
function answeredOf(changes: readonly Change[], outcomes: readonly Outcome[]): Version[] {
  const nameOf = ({ kind, id, revision }: Outcome | Version) => `${kind}/${id} ${revision}`;
  const fates = new Map(outcomes.map((one) => [nameOf(one), one.outcome]));
  return onceEach(changes.flatMap(({ versions }) => versions)).filter((version) => {
    const fate = fates.get(nameOf(version));
    return fate !== undefined && fate !== 'refused' && fate !== 'erased';
  });
}

function afterPush(device: Device, outcomes: readonly Outcome[]): Device {
  const { state, batch } = device;
  const resent = new Set(batch?.resent.map(({ kind, id }) => `${kind}/${id}`));
  const refused = outcomes
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ kind, id, reason = '' }) => ({ kind, id, reason }));
  const resend = state.resend.filter(({ kind, id }) => !resent.has(`${kind}/${id}`));
  const answered = new Set(outcomes.map(({ kind, id }) => `${kind}/${id}`));
  const earlier = state.refused.filter(({ kind, id }) => !answered.has(`${kind}/${id}`));
  const next = {
    ...state,
    resend,
    sent: batch?.upTo ?? state.sent,
    refused: [...earlier, ...onceEach(refused)],
  };
  const isNews = outcomes.some(({ kind, outcome }) => outcome !== 'refused' && holdingKinds.has(kind));
  return { ...device, state: isNews ? withHanging(next) : next, batch: undefined };
}

/** A record has an outcome for each of its versions. */
function onceEach<N extends RecordName>(names: readonly N[]): N[] {
  return [...new Map(names.map((name) => [`${name.kind}/${name.id}`, name])).values()];
}

function afterPage(device: Device, answer: Answer & { type: 'pull' | 'fetch' }): Device {
  const { state } = device;
  if (answer.type === 'pull') {
    const next = answer.lines.length > 0 ? withHanging(state) : state;
    return { ...device, state: { ...next, cursor: answer.head }, behind: answer.more || device.stirred };
  }
  return { ...device, state: { ...state, fetch: state.fetch.slice(answer.answered) } };
}
