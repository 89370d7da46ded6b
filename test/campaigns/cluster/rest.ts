/** After the load: everything is read once more, through each instance, and compared; nothing may be lost, double or different. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../../contract/index.ts';
import { inParallel } from './parallel.ts';
import { observe, type Actor, type Record } from './actor.ts';
import { createActor, type LoadOptions } from './load.ts';
import { readAllChanges, readFile, readWholeConversation } from './log-actions.ts';
import type { HistoryEvent } from './history.ts';
import { memoriesIn, listAllMemories, readMemory, recall } from './memory-actions.ts';
import { readValue } from './value-actions.ts';
import { counterKeys, listKeys, valueKeys, type Place } from './world.ts';

export interface Rest {
  /** Acknowledged writes that are not there, by name. */
  readonly lost: string[];
  /** What is there more often than it was written. */
  readonly twice: string[];
  /** Questions that two instances answered differently. */
  readonly different: string[];
  readonly compared: number;
  /** Questions that were asked again because instances differed for a moment. */
  readonly askedAgain: number;
}

type RestOptions = Omit<LoadOptions, 'url' | 'pauseMs'> & { readonly urls: readonly string[] };

const atOnce = 12;
const questionsPerPlace = 12;
/** Of passages that fit equally well, which are taken depends on their segments: a merge may come between two instances. */
const mostTries = 5;
const mergeMs = 1_000;

/** @param options `urls` of the instances, each asked for itself; `record` takes what is read, for the checker */
export async function inspect(options: RestOptions): Promise<Rest> {
  const { urls, world, record } = options;
  const from = record.events.length;
  const places = world.places.map((place, i) => ({
    place,
    actors: urls.map((url) => createActor({ ...options, url }, i)),
  }));
  for (const { place, actors } of places) await readBack(place, actors);
  const found = await Promise.all(places.map(({ actors }) => findTwice(actors)));
  const compared = await Promise.all(places.map(({ place, actors }) => compare(place, actors)));
  return {
    lost: lostOf(record, from),
    twice: found.flat(),
    different: compared.flatMap(({ different }) => different),
    compared: compared.reduce((sum, { questions }) => sum + questions, 0),
    askedAgain: compared.reduce((sum, one) => sum + one.askedAgain, 0),
  };
}

/** Everything that is known, each through one of the instances in turn, and the lists through all. */
async function readBack(place: Place, actors: readonly Actor[]): Promise<void> {
  const turn = <T>(all: readonly T[], read: (actor: Actor, one: T) => Promise<unknown>) =>
    all.map((one, i) => () => read(actors[i % actors.length] as Actor, one));
  const everywhere = (read: (actor: Actor) => Promise<unknown>) => actors.map((actor) => () => read(actor));
  const { memories, removed, files, conversations } = place;
  await inParallel(atOnce, [
    ...turn([...memories, ...removed], (actor, { id }) => readMemory(actor, id)),
    ...turn(memories, (actor, { token }) => recall(actor, token)),
    ...turn(files, readFile),
    ...[...valueKeys, ...counterKeys, ...listKeys].flatMap((key) =>
      everywhere((actor) => readValue(actor, key)),
    ),
    ...conversations.flatMap((log) => everywhere((actor) => readWholeConversation(actor, log))),
    ...everywhere(listAllMemories),
    ...everywhere(listFiles),
    ...everywhere(readAllChanges),
  ]);
}

async function listFiles({ place, ...actor }: Actor): Promise<void> {
  const { start, end, answer } = await observe(actor, 'list files', [], () =>
    filesIn(actor.owner.api, place),
  );
  if (answer === undefined) return;
  actor.record.events.push({ about: 'list', set: `files of ${place.folderId}`, tokens: answer, start, end });
}

async function filesIn(api: Client, { folderId }: Place): Promise<string[]> {
  const names: string[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await api.listChildren({ itemId: folderId, page, page_size: 100 });
    names.push(...items.map(({ name }) => name));
    if (page >= pagination.total_pages) return names;
  }
}

/** What was acknowledged, nobody tried to remove, and is in no list or conversation that was read from then on. */
function lostOf({ events }: Record, from: number): string[] {
  const removed = new Set(events.flatMap((event) => (event.about === 'removed' ? [event.token] : [])));
  const seen = new Set(events.slice(from).flatMap(tokensOf));
  return events.flatMap((event) => {
    if (event.about !== 'added' && event.about !== 'appended') return [];
    const isLost = event.end !== Infinity && !removed.has(event.token) && !seen.has(event.token);
    return isLost ? [event.token] : [];
  });
}

function tokensOf(event: HistoryEvent): readonly string[] {
  if (event.about === 'list') return event.only === undefined ? event.tokens : [];
  return event.about === 'log' ? event.items.map(({ token }) => token) : [];
}

async function findTwice([actor]: readonly Actor[]): Promise<string[]> {
  if (actor === undefined) return [];
  const { caller, owner, place } = actor;
  const tokens = [...(await memoriesIn(caller.api, place)), ...(await filesIn(owner.api, place))];
  return tokens.filter((token, at) => tokens.indexOf(token) !== at);
}

/** The same questions to each instance: what they recall is equal byte for byte. */
async function compare(place: Place, actors: readonly Actor[]) {
  const { projectId, memories, conversations } = place;
  const words = ['which harbour opens in spring', 'doors of the library', 'lighthouse at night', 'garden'];
  const tokens = memories.slice(0, questionsPerPlace).map(({ token }) => token);
  const questions: ((api: Client) => Promise<unknown>)[] = [
    ...[...words, ...tokens].map((query) => (api: Client) => api.search({ query, limit: 20, explain: true })),
    ...memories.slice(0, questionsPerPlace).map(
      ({ id }) =>
        (api: Client) =>
          api.fetchRecord({ id }),
    ),
    ...conversations.map(
      (conversationId) => (api: Client) => api.readMessages({ projectId, conversationId, limit: 200 }),
    ),
    (api) => api.listMemories({ projectId, page_size: 100 }),
    (api) => api.listEntries({ projectId, namespace: 'shared' }),
    (api) => api.listChanges({ projectId, limit: 500 }),
  ];
  const different: string[] = [];
  let askedAgain = 0;
  await inParallel(
    atOnce,
    questions.map((ask, number) => async () => {
      for (let tries = 1; ; tries++) {
        const answers = await Promise.all(
          actors.map(async ({ caller }) => JSON.stringify(await ask(caller.api), undefined, 1)),
        );
        const [first = ''] = answers;
        const other = answers.find((one) => one !== first);
        if (other === undefined) return;
        askedAgain++;
        if (tries === mostTries)
          return void different.push(`question ${number + 1} about ${projectId}: ${apart(first, other)}`);
        await sleep(mergeMs);
      }
    }),
  );
  return { different, askedAgain, questions: questions.length };
}

/** The first lines that differ. */
function apart(one: string, other: string): string {
  const [lines, others] = [one.split('\n'), other.split('\n')];
  const at = lines.findIndex((line, i) => line !== others[i]);
  return `${lines[at]?.trim()} and ${others[at]?.trim()}`;
}
