/** Measures one size: the peers, Keepsake's search in one process, and instances of the server. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Instance } from './instances.ts';
import { putUnderLoad, type LoadResult } from './load.ts';
import { measureMerging } from './merging.ts';
import { questionsOf, type Question } from './questions.ts';
import type { Asked, Searched, SearcherTask } from './searcher.ts';
import { projectsOfKey, setStage, type Stage, type StageOptions } from './stage.ts';
import type { Layout } from './texts.ts';
import { askTsvector } from './tsvector.ts';
import { costOf, type Sample } from './usage.ts';

export interface Measuring extends StageOptions {
  /** Of each kind. */
  readonly questions: number;
  /** How many instances at a time. */
  readonly fleets: readonly number[];
}

export type SizeResults = Awaited<ReturnType<typeof measureSize>>;

/** Slow ones are asked fewer questions. */
const slowQuestions = 20;

export async function measureSize(layout: Layout, { questions, fleets, ...options }: Measuring) {
  await using stage = await setStage(layout, options);
  // The first half makes every engine one that has run for a while; the other half is measured.
  const results = await measureStage(stage, layout, questionsOf(stage.sampled, 2 * questions), fleets);
  return { fillSeconds: stage.fillSeconds, ...results };
}

async function measureStage(
  stage: Stage,
  { passages }: Layout,
  questions: readonly Question[],
  fleets: readonly number[],
) {
  const few = passages >= 1_000_000 ? slowQuestions : questions.length / 2;
  const peers = await measurePeers(stage, questions.slice(-few));
  const keepsake = await measureSearcher(stage, questions);
  const instances: Record<number, Awaited<ReturnType<typeof measureFleet>>> = {};
  for (const size of fleets) instances[size] = await measureFleet(stage, size, questions);
  const merging = await measureMerging(stage, passages, (instance, number) =>
    askInstance(
      instance,
      secretOf(stage, number),
      (questions[number % questions.length] as Question).telling,
      stage.one,
    ),
  );
  return { peers, keepsake, instances, merging };
}

async function measurePeers({ peer, fts5 }: Stage, questions: readonly Question[]) {
  const inOne = questions.map(({ telling: text }) => ({ text }));
  const inMany = questions.map(({ telling: text, project }) => ({ text, project }));
  const fts5Cost = async (texts: readonly string[]) => costOf(await askFts5(fts5.search, texts));
  await askTsvector(peer, inOne.slice(0, 3));
  return {
    tsvector: costOf(await askTsvector(peer, inOne)),
    tsvectorSpread: costOf(await askTsvector(peer, inMany)),
    fts5: await fts5Cost(questions.map(({ telling }) => telling)),
    fts5WithStopWords: await fts5Cost(questions.map(({ withStopWords }) => withStopWords)),
  };
}

async function askFts5(
  search: (text: string) => Promise<readonly unknown[]>,
  questions: readonly string[],
): Promise<Sample[]> {
  for (const question of questions.slice(0, 3)) await search(question);
  const samples: Sample[] = [];
  for (const question of questions) {
    const [begin, own] = [performance.now(), process.cpuUsage()];
    const found = await search(question);
    const spent = process.cpuUsage(own);
    samples.push({
      wall: performance.now() - begin,
      found: found.length,
      cpu: (spent.user + spent.system) / 1_000,
      database: 0,
    });
  }
  return samples;
}

/** Keepsake's search in a process of one core: the first stage alone, full ranking, and that over many projects. */
async function measureSearcher({ access, database, one, spread }: Stage, questions: readonly Question[]) {
  const inOne = questions.map(({ telling: text }): Asked => ({ text, project: one }));
  const inMany = questions.map(({ telling: text, project }): Asked => ({
    text,
    project: spread[project] as string,
  }));
  const searcher = fork(fileURLToPath(new URL('searcher.ts', import.meta.url)));
  try {
    searcher.send({ access, database } satisfies SearcherTask);
    await once(searcher, 'message');
    const first = await ask(searcher, inOne, true);
    const full = await ask(searcher, inOne, false);
    const many = await ask(searcher, inMany, false);
    return {
      first: costOf(first.samples),
      full: costOf(full.samples),
      spread: costOf(many.samples),
      memory: { one: full.memory.most, spread: many.memory.most },
    };
  } finally {
    const ended = once(searcher, 'exit');
    searcher.disconnect();
    await ended;
  }
}

/** Half of the questions so that what is needed is at hand, the others measured. */
async function ask(searcher: ChildProcess, questions: readonly Asked[], plain: boolean): Promise<Searched> {
  const half = questions.length / 2;
  let answer: Searched = { samples: [], memory: { now: 0, most: 0 } };
  for (const part of [questions.slice(0, half), questions.slice(half)]) {
    searcher.send({ questions: part, plain });
    [answer] = (await once(searcher, 'message')) as [Searched];
  }
  return answer;
}

async function measureFleet(stage: Stage, size: number, questions: readonly Question[]) {
  const { fleet, database, keys, one, spread } = stage;
  const instances = await Promise.all(Array.from({ length: size }, (_, at) => fleet.start(at)));
  const count = questions.length * size;
  const asked = (number: number) => questions[number % questions.length] as Question;
  const load = { instances, database, count };
  try {
    return {
      search: await putTwice({
        ...load,
        send: (instance, number) =>
          askInstance(instance, secretOf(stage, number), asked(number).telling, one),
      }),
      searchSpread: await putTwice({
        ...load,
        send: (instance, number) => {
          const { telling, project } = asked(number);
          return askInstance(
            instance,
            keys.spread[Math.floor(project / projectsOfKey)] ?? '',
            telling,
            spread[project] as string,
          );
        },
      }),
      write: await writes(stage, instances, count, () => 0),
      writeSpread: await writes(stage, instances, count, (number) => number),
    };
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
  }
}

async function askInstance(
  instance: Instance,
  secret: string,
  query: string,
  project: string,
): Promise<void> {
  const { results } = await instance.clientOf(secret).search({ query, project_ids: [project] });
  if (results.length === 0) throw new Error(`an instance found nothing for "${query}"`);
}

function secretOf({ keys }: Stage, number: number): string {
  return keys.one[number % keys.one.length] ?? '';
}

/** Once so that instances know the index, and once measured. */
async function putTwice(load: Parameters<typeof putUnderLoad>[0]): Promise<LoadResult> {
  await putUnderLoad(load);
  return putUnderLoad(load);
}

/** Memories, each one acknowledged when it is on the disk and can be found; into one project or in turn into many. */
function writes(
  { fleet, database, spread }: Stage,
  instances: readonly Instance[],
  count: number,
  placeOf: (number: number) => number,
): Promise<LoadResult> {
  return putUnderLoad({
    instances,
    database,
    count,
    send: (instance, number) =>
      instance.clientOf(fleet.ownerToken()).addMemory({
        projectId: spread[placeOf(number) % spread.length] as string,
        content: `Delivery ${number} of ${process.hrtime.bigint()} goes to gate ${number % 97}.`,
      }),
  });
}
