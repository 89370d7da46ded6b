/**
 * Puts hostile files through a real server while somebody adds small normal ones: `--files N` (300) of the corpus
 * `--seed N` (1), `--lanes N` at a time (4); `--only PART` takes the families whose name holds PART. Ends with one line of
 * JSON.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { KeepsakeError } from '../../contract/index.ts';
import { watchChildren } from './hostile/children.ts';
import { corpus, type CorpusFile } from './hostile/corpus.ts';
import { createIntake, type Intake } from './hostile/intake.ts';
import { addNeighbours, timesOf, type Times } from './hostile/neighbours.ts';
import { endWithGoals, type Goal } from './result.ts';
import { describeDataFolder, startServerProcess } from './serving/process.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '4' },
    quiet: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
  },
});

const slowestSeconds = 20;
const mostMb = 650;

interface Fate {
  file: string;
  outcome: string;
  ms: number;
}

async function fateOf(intake: Intake, file: CorpusFile): Promise<Fate> {
  const about = `${file.family} (${file.name}, ${file.bytes.length} bytes)`;
  const started = performance.now();
  try {
    const { document, ms } = await intake.add(file);
    const outcome = document.status === 'okay' ? 'okay' : document.reason_code;
    return { file: about, outcome, ms };
  } catch (error) {
    const outcome = error instanceof KeepsakeError ? `refused: ${error.code}` : `untyped: ${String(error)}`;
    return { file: about, outcome, ms: performance.now() - started };
  }
}

/** A file of the corpus that was made before, so that making it takes no time from what is measured. */
type MadeFile = Omit<CorpusFile, 'bytes'> & { path: string };

function make(folder: string): MadeFile[] {
  const made: MadeFile[] = [];
  for (const { bytes, ...about } of corpus(Number(values.seed), Number(values.files))) {
    if (!about.family.includes(values.only)) continue;
    const path = join(folder, String(made.length));
    writeFileSync(path, bytes);
    made.push({ ...about, path });
  }
  return made;
}

async function attack(intake: Intake, made: readonly MadeFile[]): Promise<Fate[]> {
  const files = made.values();
  const fates: Fate[] = [];
  async function lane(): Promise<void> {
    for (const { path, ...about } of files) {
      fates.push(await fateOf(intake, { ...about, bytes: await readFile(path) }));
      if (fates.length % 50 === 0) console.log(`${fates.length} of ${made.length} files`);
    }
  }
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
  return fates;
}

function goalsOf(fates: readonly Fate[], quiet: Times, meanwhile: Times, peakMb: number): Goal[] {
  const most = (name: string, value: number, goal: number): Goal => ({
    name,
    value,
    goal,
    met: value <= goal,
  });
  const count = (is: (fate: Fate) => boolean): number => fates.filter(is).length;
  const times = (one: number, other: number): number => Math.round((100 * one) / other) / 100;
  return [
    most(
      'server deaths',
      count(({ outcome }) => outcome === 'refused: UNAVAILABLE'),
      0,
    ),
    most(
      'files without a typed end',
      count(({ outcome }) => outcome.startsWith('untyped')),
      0,
    ),
    most(
      'seconds of the slowest file',
      Math.ceil(Math.max(...fates.map(({ ms }) => ms)) / 1_000),
      slowestSeconds,
    ),
    most('MiB of the largest child', peakMb, mostMb),
    most('small files not indexed', quiet.failed + meanwhile.failed, 0),
    most('times the usual time of small files, median', times(meanwhile.median, quiet.median), 2),
    most('times the usual time of small files, p95', times(meanwhile.p95, quiet.p95), 2),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'keepsake-hostile-'));
mkdirSync(join(folder, 'corpus'));
mkdirSync(join(folder, 'data'), { mode: 0o700 });
const made = make(join(folder, 'corpus'));
const server = await startServerProcess(describeDataFolder(join(folder, 'data')));
const watch = watchChildren(server.pid);
try {
  const people = await createIntake(server, 'people', 10);
  const hostile = await createIntake(server, 'hostile', 100);
  await addNeighbours(people, 'first', (count) => count === 5);
  const half = Math.ceil(Number(values.quiet) / 2);
  const before = await addNeighbours(people, 'before', (count) => count === half);
  let over = false;
  const adding = addNeighbours(people, 'attack', () => over);
  const fates = await attack(hostile, made);
  over = true;
  const meanwhile = timesOf([await adding]);
  // Before and after, because other programs of the computer come and go.
  const after = await addNeighbours(people, 'after', (count) => count === half);
  const quiet = timesOf([before, after]);
  await server.client.getServer({});
  const outcomes = Object.entries(Object.groupBy(fates, ({ outcome }) => outcome));
  const slowest = fates.toSorted((a, b) => b.ms - a.ms).slice(0, 10);
  for (const { file, outcome, ms } of slowest) console.log(`${Math.round(ms)} ms: ${outcome}: ${file}`);
  for (const { file } of fates.filter(({ outcome }) => outcome === 'crashed'))
    console.log(`crashed: ${file}`);
  endWithGoals(
    'hostile',
    {
      files: fates.length,
      seed: Number(values.seed),
      outcomes: Object.fromEntries(outcomes.map(([outcome, some = []]) => [outcome, some.length])),
      quiet,
      meanwhile,
    },
    goalsOf(fates, quiet, meanwhile, watch.peakMb()),
  );
} finally {
  watch.stop();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
}
