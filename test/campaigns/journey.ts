/**
 * The whole way of a person: first run, files in, a memory, a key, Claude Code and Codex connected and proven, a passage
 * found at its page, an older text put back, a key revoked. In real Chromium against a real server and bridges, in the
 * browser and in the app's own main process, by pointer and by keys alone, in a network that ends at this computer.
 * `--only browser-keyboard` goes one of the four ways, `--without-clients` leaves Claude Code and Codex out, which are
 * otherwise had from npm and kept in `--clients FOLDER` (.build/journey-clients). `--no-axe` looks at no screen.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { findComponent } from '../harness/component.ts';
import { installClients } from './journey/clients.ts';
import { attachFolder, createProject, findAgain, firstRun, putFileIntoProject } from './journey/documents.ts';
import { keyboard, pointer } from './journey/hands.ts';
import { connectClients, editAndRestore, makeKey, revoke, writeMemory } from './journey/memories.ts';
import { cutOff, isCutOff } from './journey/offline.ts';
import { openInApp, openInBrowser } from './journey/stage.ts';
import { tableOf } from './journey/tasks.ts';
import { walkOf, type Findings, type Walk } from './journey/walk.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    clients: { type: 'string', default: '.build/journey-clients' },
    'without-clients': { type: 'boolean', default: false },
    'no-axe': { type: 'boolean', default: false },
  },
});
const hasClients = !values['without-clients'];
if (hasClients) installClients(resolve(values.clients));
cutOff();

const ways = ['browser-pointer', 'browser-keyboard', 'app-pointer', 'app-keyboard'].filter(
  (way) => values.only === undefined || way === values.only,
);

async function go(walk: Walk): Promise<void> {
  await firstRun(walk);
  await createProject(walk);
  await putFileIntoProject(walk);
  await attachFolder(walk);
  await writeMemory(walk);
  const secret = await makeKey(walk);
  if (hasClients) await connectClients(walk);
  await findAgain(walk);
  await editAndRestore(walk);
  await revoke(walk, secret);
}

interface Outcome extends Findings {
  readonly way: string;
  readonly outside: readonly string[];
  /** What it broke off with. */
  readonly problem?: string;
}

async function goOneWay(browser: Browser, files: string, way: string): Promise<Outcome> {
  const [place, hands] = way.split('-');
  await using stage = await (place === 'app' ? openInApp(browser) : openInBrowser(browser));
  const isPointer = hands === 'pointer';
  // The screens are the same whoever's hands; each is looked at once.
  const walk = walkOf(
    stage,
    (isPointer ? pointer : keyboard)(stage.page),
    files,
    isPointer && !values['no-axe'],
  );
  try {
    await go(walk);
    return { way, ...walk.findings, outside: stage.outside };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await mkdir('.build', { recursive: true });
    await stage.page.screenshot({ path: join('.build', `journey-${way}.png`) });
    return { way, ...walk.findings, outside: stage.outside, problem };
  }
}

/** What a person has on their computer. */
async function writeFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-files-'));
  const from = fileURLToPath(new URL('../documents/', import.meta.url));
  await mkdir(join(folder, 'Papers'));
  await cp(join(from, 'handbook.pdf'), join(folder, 'Papers', 'handbook.pdf'));
  await cp(join(from, 'rain.csv'), join(folder, 'rain.csv'));
  return folder;
}

const files = await writeFiles();
const browser = await chromium.launch({
  executablePath: findComponent('chromium') ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const outcomes: Outcome[] = [];
for (const way of ways) {
  const begun = performance.now();
  const outcome = await goOneWay(browser, files, way);
  const state = outcome.problem === undefined ? 'gone to its end' : `broke off:\n${outcome.problem}`;
  console.log(`${way}: ${state}, ${Math.round((performance.now() - begun) / 1000)} s`);
  outcomes.push(outcome);
}
await browser.close();
await rm(files, { recursive: true });

const violations = outcomes.flatMap(({ way, violations: found }) => found.map((line) => `${way}: ${line}`));
const outside = outcomes.flatMap((outcome) => outcome.outside);
const broken = outcomes.filter(({ problem }) => problem !== undefined).length;
for (const line of [...violations, ...outside]) console.log(line);
const { lines, halved, goals } = tableOf(outcomes);
for (const line of lines) console.log(line);
endWithGoals(
  'journey',
  {
    ways: outcomes.map(({ way, problem }) => ({ way, broke_off: problem !== undefined })),
    screens: new Set(outcomes.flatMap(({ screens }) => screens)).size,
    clients: hasClients ? 'Claude Code and Codex' : 'left out',
    network: isCutOff() ? 'loopback alone, for every process' : 'refused to the page alone',
    tasks_with_half_the_steps: halved,
    tasks: outcomes.map(({ way, tasks }) => ({ way, tasks })),
  },
  [
    { name: 'journeys that broke off', value: broken, goal: 0, met: broken === 0 },
    { name: 'axe violations', value: violations.length, goal: 0, met: violations.length === 0 },
    { name: 'requests to elsewhere', value: outside.length, goal: 0, met: outside.length === 0 },
    ...goals,
  ],
);
