/** Real Chromium for a test, and what every screen has to pass in it. */
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findComponent } from './component.ts';

const quiet = '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync';
const args = ['--no-sandbox', '--disable-component-update', ...quiet.split(' ')];
/** How long a page may take for anything, in ms: an overloaded computer takes long, and a test that fails does not matter. */
const patience = 30_000;
const pictures = process.env['KEEPSAKE_PICTURES'];
const sizes = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
  { width: 400, height: 800 },
];
const schemes = ['light', 'dark'] as const;
/** Every one where pictures are taken; the widest in light and the narrowest in dark otherwise, as `npm run screens` takes all. */
const looks = sizes
  .flatMap((size) => schemes.map((colorScheme) => ({ size, colorScheme })))
  .filter((_, at, all) => pictures !== undefined || at === 0 || at === all.length - 1);

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findComponent('chromium') ?? '/usr/bin/chromium', args });
}

/** A page of an English person on a wide screen. @param more besides */
export async function newPage(browser: Browser, more: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', viewport: sizes[0]!, ...more });
  page.setDefaultTimeout(patience);
  return page;
}

/** Presses "Try again", so that `shown` is there; the page asks again by itself too, which may come first. */
export async function tryAgain(where: Page | Locator, shown: Locator): Promise<void> {
  const button = where.getByRole('button', { name: 'Try again' }).first();
  await button.or(shown).first().waitFor();
  if (await button.isVisible())
    await button.dispatchEvent('click', undefined, { timeout: 2_000 }).catch(() => undefined);
  await shown.waitFor();
}

/** Wide and narrow, in light and in dark: nothing that axe knows of is wrong, nothing sticks out to the side. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const { size, colorScheme } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A screen is loaded when it is first opened.
    await page.locator('h1, .dialog h2').first().waitFor();
    await page.locator('.skeleton').waitFor({ state: 'detached' });
    let found = await wrongOn(page);
    // What is still on its way, on a slow computer, is looked at again.
    for (let again = 0; again < 3 && found.length > 0; again++) {
      await page.waitForTimeout(400);
      found = await wrongOn(page);
    }
    if (pictures !== undefined)
      await page.screenshot({ path: `${pictures}/${name}-${size.width}-${colorScheme}.png` });
    expect([name, size.width, colorScheme, found]).toEqual([name, size.width, colorScheme, []]);
  }
  await page.setViewportSize(sizes[0]!);
}

async function wrongOn(page: Page): Promise<string[]> {
  // Evaluated from outside the page, so that its content security policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await loaded.run({ resultTypes: ['violations'] });
    const wrong = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    const tooWide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return tooWide > 0 ? [...wrong, `${tooWide} px stick out`] : wrong;
  });
}
