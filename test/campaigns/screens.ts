/**
 * Pictures of the screens into `docs/screens/`, taken in real Chromium of a real server with the sample of `keepsake demo`,
 * light and dark, in two sizes. Every screen is given to axe-core on the way, and nothing may leave this computer.
 * `--only NAME,NAME` takes some screens, `--state NAME` one state, `--into FOLDER` puts the pictures elsewhere.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { fillDemo } from '../../cli/demo/fill.ts';
import { fillFull } from '../../cli/demo/fill-full.ts';
import { startDemo, type Demo } from '../../cli/demo/start.ts';
import { findComponent } from '../harness/component.ts';
import { endWithGoals } from './result.ts';
import { failFrom, openPage, take, type Shoot } from './screens/camera.ts';
import { galleryOf } from './screens/gallery.ts';
import { addWaiting, attachArchive, findPlaces, readAgain } from './screens/places.ts';
import { screens } from './screens/routes.ts';
import type { Screen, State } from './screens/screen.ts';
import { takeApp, takeTeam, type TakeScreens } from './screens/team.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    state: { type: 'string' },
    into: { type: 'string', default: 'docs/screens' },
  },
});
const only = values.only?.split(',');
const isWhole = only === undefined && values.state === undefined;
const chosen = screens.filter(({ name }) => only === undefined || only.includes(name));
const shoot: Shoot = { taken: new Set(), bytes: { sum: 0 }, wrong: [], outside: [] };
const { signal } = new AbortController();

/** Takes the chosen screens that have the state; one that does not come is noted, and the next is taken. */
const takeScreens: TakeScreens = async (state, { url, places, has, pageFor }) => {
  if (values.state !== undefined && values.state !== state) return;
  const open = new Map<string, Page>();
  for (const screen of chosen) {
    const { name, states = ['typical'], as, isSignedOut } = screen;
    if (!states.includes(state) || !has(screen)) continue;
    const viewer = as ?? (isSignedOut === true ? 'nobody' : 'operator');
    try {
      const page = open.get(viewer) ?? (await pageFor(screen));
      open.set(viewer, page);
      if (state === 'error') await failFrom(page, screen);
      await take(page, screen, { url, places, state, into: values.into, shoot });
    } catch (error) {
      shoot.wrong.push(`${name}-${state}: ${(error as Error).message.split('\n')[0] ?? ''}`);
    }
    console.log(`${name}, ${state}`);
  }
  for (const [viewer, page] of open) if (viewer !== 'app') await page.close();
};

async function takeAll(
  demo: Demo,
  state: State,
  isHere: (name: string) => boolean = () => true,
): Promise<void> {
  const has = ({ name, as }: Screen) => as === undefined && isHere(name);
  if (!chosen.some((screen) => has(screen) && (screen.states ?? ['typical']).includes(state))) return;
  const places = await findPlaces(demo);
  // An address without an id would show another screen.
  if (state === 'typical' && Object.values(places).includes(''))
    throw new Error(`The sample lacks something to show: ${JSON.stringify(places)}`);
  await takeScreens(state, {
    url: demo.url,
    places,
    has,
    pageFor: ({ isSignedOut }) =>
      openPage(browser, demo, shoot, isSignedOut === true ? 'nobody' : 'operator'),
  });
}

/** A server that was just set up: the first run, then nothing yet, then a project with nothing in it. */
async function takeEmpty(): Promise<void> {
  const demo = await startDemo();
  try {
    await takeAll(demo, 'empty', (name) => name === 'welcome');
    await demo.owner.setSetup({ welcomed: true, recovery_noted: true });
    await takeAll(demo, 'empty', (name) => name !== 'welcome' && !name.startsWith('project-'));
    await demo.owner.createProject({ name: 'Garden', description: '' });
    await takeAll(demo, 'empty', (name) => name.startsWith('project-'));
  } finally {
    await demo.close();
  }
}

async function takeFilled(): Promise<void> {
  const demo = await startDemo();
  try {
    const { projects, keys } = await fillDemo(demo, { signal });
    await readAgain(demo, signal);
    await addWaiting(demo, projects.at(-1)?.id ?? '', keys);
    await takeAll(demo, 'typical');
    await takeAll(demo, 'error');
    if (values.state !== undefined && values.state !== 'full') return;
    const { projectId } = await fillFull(demo, { signal, items: 1000, memories: 1000 });
    await attachArchive(demo, projectId, signal);
    await takeAll(demo, 'full');
  } finally {
    await demo.close();
  }
}

/** What an earlier run left of screens that are no more. */
async function removeOld(): Promise<void> {
  for (const name of await readdir(values.into))
    if (/\.(webp|png)$/.test(name)) await rm(join(values.into, name));
}

await mkdir(values.into, { recursive: true });
if (isWhole) await removeOld();
const browser = await chromium.launch({
  executablePath: findComponent('chromium') ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const isAny = (of: (screen: Screen) => boolean) => chosen.some(of);
  const isOfSample = ({ as }: Screen) => as === undefined;
  if (isAny(isOfSample) && (values.state ?? 'empty') === 'empty') await takeEmpty();
  if (isAny(isOfSample) && values.state !== 'empty') await takeFilled();
  if (isAny(({ as }) => as !== undefined && as !== 'app')) await takeTeam(browser, shoot, takeScreens);
  if (isAny(({ as }) => as === 'app')) await takeApp(browser, shoot, takeScreens);
} finally {
  await browser.close();
}
const { taken, bytes, wrong, outside } = shoot;
// Some screens alone stand beside the others of an earlier run.
const there = (await readdir(values.into)).map((name) => name.replace(/\.webp$/, ''));
await writeFile(join(values.into, 'README.md'), galleryOf(screens, new Set(there)));
for (const one of wrong) console.log(one);
const megabytes = Math.round(bytes.sum / 1e5) / 10;
endWithGoals('screens', { screens: chosen.length, pictures: taken.size, megabytes }, [
  {
    name: 'axe violations and screens that did not come',
    value: wrong.length,
    goal: 0,
    met: wrong.length === 0,
  },
  { name: 'requests to elsewhere', value: outside.length, goal: 0, met: outside.length === 0 },
  { name: 'megabytes of pictures', value: megabytes, goal: 12, met: megabytes <= 12 },
]);
