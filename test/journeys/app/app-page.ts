/** A signed-in page of the app in real Chromium on a server of its own. */
import type { Page } from 'playwright-core';
import { expectAccessible, launchChromium, newPage } from '../../harness/chromium.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';

export interface AppPage extends AsyncDisposable {
  readonly keepsake: Keepsake;
  readonly page: Page;
  /** Goes to an address such as `#/drive`. */
  open(hash: string): Promise<void>;
  /** As `expectAccessible` of the harness. */
  expectAccessible(name: string): Promise<void>;
}

/** Starts a server and opens its page, signed in. */
export async function openApp(): Promise<AppPage> {
  const [keepsake, browser] = await Promise.all([startKeepsake(), launchChromium()]);
  const page = await newPage(browser);
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return {
    keepsake,
    page,
    async open(hash) {
      await page.goto(`${keepsake.url}/${hash}`);
    },
    expectAccessible: (name) => expectAccessible(page, name),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await keepsake[Symbol.asyncDispose]();
    },
  };
}
