/** The load of a run: clients that each do one thing after another, drawn from a mix by a seed, until they are told to stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../power/promises.ts';
import type { Actor, Record } from './actor.ts';
import { createCaller } from './client.ts';
import { appendMessage, download, readChanges, readConversation, upload } from './log-actions.ts';
import {
  addMemory,
  addMemoryByTool,
  getMemory,
  listMemories,
  removeMemory,
  searchMemory,
  updateMemory,
} from './memory-actions.ts';
import {
  appendValue,
  compareAndSet,
  count,
  getValue,
  removeValue,
  setValue,
  setValueByTool,
} from './value-actions.ts';
import type { Place, World } from './world.ts';

/** How often each of 100 things that are done is which. */
const mix: readonly (readonly [share: number, act: (actor: Actor) => Promise<void>])[] = [
  [9, addMemory],
  [3, addMemoryByTool],
  [8, updateMemory],
  [10, removeMemory],
  [8, getMemory],
  [5, listMemories],
  [8, searchMemory],
  [5, setValue],
  [3, setValueByTool],
  [6, compareAndSet],
  [6, count],
  [4, appendValue],
  [2, removeValue],
  [8, getValue],
  [6, appendMessage],
  [3, readConversation],
  [2, upload],
  [2, download],
  [2, readChanges],
];

export interface LoadOptions {
  readonly url: string;
  readonly ownerToken: string;
  readonly world: World;
  readonly record: Record;
  readonly seed: number;
  /** Between two calls of a client, at most; half of it on the average. */
  readonly pauseMs: number;
}

export interface Load {
  readonly actors: readonly Actor[];
  /** Lets each client end what it is at. */
  stop(): Promise<void>;
}

export function startLoad(options: LoadOptions): Load {
  const { world, seed, pauseMs } = options;
  let stopped = false;
  const actors = world.secrets.map((_, number) => createActor(options, number));
  const work = actors.map(async (actor, number) => {
    const random = createRandom(seed * 1_000 + number);
    while (!stopped) {
      await act({ ...actor, random });
      await sleep(random() * pauseMs);
    }
  });
  return {
    actors,
    async stop() {
      stopped = true;
      await Promise.all(work);
    },
  };
}

/** The client with this number, at another address if one is given. */
export function createActor(
  { url, ownerToken, world, record, seed }: Omit<LoadOptions, 'pauseMs'>,
  number: number,
): Actor {
  let made = 0;
  return {
    place: world.places[number % world.places.length] as Place,
    caller: createCaller(url, world.secrets[number] ?? ''),
    owner: createCaller(url, ownerToken),
    random: createRandom(seed * 1_000 + number),
    record,
    newToken: () => tokenOf(seed, number, ++made),
  };
}

/** Letters alone, and unlike any word. */
function tokenOf(...numbers: number[]): string {
  const letters = (number: number) =>
    number.toString(8).replaceAll(/\d/g, (digit) => 'bdfgklmn'[Number(digit)] ?? '');
  return `q${numbers.map(letters).join('u')}x`;
}

function act(actor: Actor): Promise<void> {
  let left = actor.random() * 100;
  for (const [share, does] of mix) {
    left -= share;
    if (left < 0) return does(actor);
  }
  return Promise.resolve();
}
