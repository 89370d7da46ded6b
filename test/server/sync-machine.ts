/** A device's state machine carried out step by step by a test, over the engine's own exchange. */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../server/sync/core/version.ts';
import { deviceFrom, step } from '../../server/sync/core/device.ts';
import {
  newDevice,
  type Device,
  type DeviceState,
  type Effect,
  type Event,
} from '../../server/sync/core/device-state.ts';
import type { Answer } from '../../server/sync/core/exchange.ts';
import {
  createExchange,
  type Exchange,
  type ExchangeDependencies,
} from '../../server/sync/engine/exchange.ts';

export interface Machine {
  /** What the device keeps of its link; a copy of it is what a backup of the device would hold. */
  state: DeviceState;
  /** What was healed. */
  readonly faults: string[];
  /** Registers, compares, sends and takes until nothing is left, healing whatever went wrong. */
  sync(): Promise<Outcome[]>;
  /** The same, and what was refused is sent again. */
  retry(): Promise<Outcome[]>;
  /** Sends until nothing is left; `lost` answers as if the network had cut them off. */
  push(lost?: 'lost'): Promise<Outcome[]>;
  /** Takes until the head. */
  pull(): Promise<void>;
}

const chance = { random: () => 0, word: randomUUID };
const fault = { DEVICE_FORKED: 'forked', SERVER_WENT_BACK: 'rewound' } as const;

type Dependencies = Omit<ExchangeDependencies, 'device' | 'pageSize'> &
  Partial<Pick<ExchangeDependencies, 'pageSize'>>;

/** @param register asks the server for a new device */
export function createMachine(
  dependencies: Dependencies,
  register: () => Promise<{ id: string; turn: string }>,
): Machine {
  let registered: Promise<{ device: string; turn: string }> | undefined;
  const device: ExchangeDependencies['device'] = async (instead) => {
    const known = await registered;
    if (known === undefined || known.device === instead)
      registered = register().then(({ id, turn }) => ({ device: id, turn }));
    return (await registered) as { device: string; turn: string };
  };
  const pageSize = () => 500;
  const exchange = createExchange({ pageSize, ...dependencies, device }, { own: [] });
  const machine: Machine = {
    state: newDevice,
    faults: [],
    sync: () => run(machine, exchange, { heals: true, pushes: true, pulls: true }),
    retry: () => run(machine, exchange, { heals: true, pushes: true, pulls: true }, 'retry'),
    push: (lost) => run(machine, exchange, { pushes: true, ...(lost && { lost }) }),
    async pull() {
      await run(machine, exchange, { pulls: true });
    },
  };
  return machine;
}

/** What a device says of itself with a question of the test's own. */
export function saidBy({ state }: Machine): { device_id: `dev_${string}`; turn: string; next: string } {
  return { device_id: state.id as `dev_${string}`, turn: state.turn, next: state.next ?? randomUUID() };
}

interface Wanted {
  readonly pushes?: boolean;
  readonly pulls?: boolean;
  readonly heals?: boolean;
  readonly lost?: 'lost';
}

async function run(
  machine: Machine,
  exchange: Exchange,
  wanted: Wanted,
  first: 'begin' | 'retry' = 'begin',
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let device: Device = deviceFrom(machine.state);
  const running = { exchange, wanted, outcomes, faults: machine.faults, forkedFrom: undefined };
  for (let event: Event | undefined = { type: first }; event !== undefined;) {
    const next = step(device, event, chance);
    device = next.device;
    machine.state = device.state;
    const [effect] = next.effects;
    event = effect === undefined ? undefined : await carryOut(effect, device, running);
  }
  return outcomes;
}

interface Running {
  readonly exchange: Exchange;
  readonly faults: string[];
  /** The device that this one may not be any more. */
  forkedFrom: string | undefined;
  readonly wanted: Wanted;
  readonly outcomes: Outcome[];
}

/** @returns what is reported to the machine; nothing when it rests, or is to do no more */
async function carryOut(effect: Effect, { state }: Device, running: Running): Promise<Event | undefined> {
  const { exchange, wanted, outcomes } = running;
  if (effect.do === 'wait') return undefined;
  const { request } = effect;
  if (effect.do === 'read') {
    if (wanted.pushes === true) return { type: 'read', request, ...(await exchange.read(state)) };
    return { type: 'read', request, batch: undefined };
  }
  if (effect.do === 'take')
    return { type: 'done', request, changes: await exchange.take(effect.incoming, state, []) };
  if (effect.do === 'compare')
    return { type: 'done', request, changes: await exchange.compare(effect.heads, effect.seq) };
  const { question, credentials } = effect;
  if (question.type === 'pull' && wanted.pulls !== true) return undefined;
  try {
    const { answer } = await exchange.ask(question, credentials, running.forkedFrom);
    if (question.type === 'register') running.forkedFrom = undefined;
    outcomes.push(...outcomesOf(answer));
    return wanted.lost === undefined ? { type: 'answer', request, answer } : undefined;
  } catch (error) {
    const known = fault[(error as { code: keyof typeof fault }).code] as 'forked' | 'rewound' | undefined;
    if (known === undefined || wanted.heals !== true) throw error;
    running.faults.push(known);
    if (known === 'forked') running.forkedFrom = state.id;
    return { type: 'failed', request, fault: known };
  }
}

function outcomesOf(answer: Answer): Outcome[] {
  return answer.type === 'push' ? [...answer.outcomes] : [];
}
