/** Takes the pictures of a screen in real Chromium: sizes and colours, what axe-core says of each, what reaches outside. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { Demo } from '../../../cli/demo/start.ts';
import type { Places, Screen, State } from './screen.ts';

export const sizes = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const;
export const colours = ['light', 'dark'] as const;

/** What a run came to. */
export interface Shoot {
  readonly taken: Set<string>;
  readonly bytes: { sum: number };
  /** Violations, and screens that did not come. */
  readonly wrong: string[];
  /** Addresses elsewhere that a page asked for. */
  readonly outside: string[];
}

/** WebP of Chromium's own encoder; 80 keeps small type crisp at half the size of PNG. */
const quality = 80;
const patienceMs = 10_000;

/** Who opens a page: the one whose server it is, nobody yet, or a member by their token. */
export type Entry = 'operator' | 'nobody' | { readonly token: string };

/** A page of its own; nothing but the demo's server answers it. */
export async function openPage(
  browser: Browser,
  demo: Demo,
  shoot: Shoot,
  entry: Entry = 'operator',
): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  page.setDefaultTimeout(patienceMs);
  await page.route(
    (url) => url.origin !== demo.url && /^(http|ws)/.test(url.protocol),
    (route) => {
      shoot.outside.push(route.request().url());
      return route.abort('blockedbyclient');
    },
  );
  await page.goto(entry === 'operator' ? await demo.pageAddress() : demo.url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (typeof entry === 'object') {
    await page.getByLabel('Personal access token').fill(entry.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  }
  return page;
}

/** From now on the server does not answer the page, except for where it is and, inside a project, what its name is. */
export async function failFrom(page: Page, { name }: Screen): Promise<void> {
  const kept = name.startsWith('project-')
    ? /\/api\/v1\/(server|setup|projects)$/
    : /\/api\/v1\/(server|setup)$/;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route(
    ({ pathname }) => pathname.startsWith('/api/v1/') && !kept.test(pathname),
    (route) => route.abort(),
  );
}

/** One screen in one state, in all sizes and colours, as files `<screen>-<state>-<width>-<colours>.webp`. */
export async function take(
  page: Page,
  screen: Screen,
  {
    url,
    places,
    state,
    into,
    shoot,
  }: { url: string; places: Places; state: State; into: string; shoot: Shoot },
): Promise<void> {
  await page.setViewportSize(sizes[0]);
  await page.goto(`${url}/${screen.hash(places)}`);
  await page.reload();
  await page.locator('h1').first().waitFor();
  if (state === 'typical') await screen.prepare?.(page, places);
  await page.waitForLoadState('networkidle').catch(() => shoot.wrong.push(`${screen.name}: never at rest`));
  for (const size of sizes)
    for (const colorScheme of colours) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      const name = `${screen.name}-${state}-${size.width}-${colorScheme}`;
      const picture = await pictureOf(page);
      await writeFile(join(into, `${name}.webp`), picture);
      shoot.taken.add(name);
      shoot.bytes.sum += picture.length;
      shoot.wrong.push(...(await faultsOf(page)).map((one) => `${name}: ${one}`));
    }
}

async function pictureOf(page: Page): Promise<Buffer> {
  // What was drawn for the old size is drawn again before the picture.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** What axe-core finds, and a page that is wider than its window. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    const { scrollWidth, clientWidth } = document.documentElement;
    return [
      ...found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      ),
      ...(scrollWidth > clientWidth ? [`wider than the window by ${scrollWidth - clientWidth}`] : []),
    ];
  });
}
