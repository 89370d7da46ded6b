/** A page of a real server in real Chromium, signed in by the printed address. */
import type { Browser, Page } from 'playwright-core';
import { launchChromium, newPage } from '../../harness/chromium.ts';
import type { Keepsake } from '../../harness/keepsake.ts';

export { expectAccessible, tryAgain } from '../../harness/chromium.ts';

export interface SignedIn extends AsyncDisposable {
  readonly browser: Browser;
  readonly page: Page;
}

/** Starts Chromium and opens the list of projects. */
export async function signIn(keepsake: Keepsake): Promise<SignedIn> {
  const browser = await launchChromium();
  const page = await newPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  await page
    .getByRole('heading', { name: 'Projects', level: 1 })
    .waitFor()
    .catch(async (cause: unknown) => {
      const shown = await page.locator('body').innerText();
      throw new Error(`The page shows:\n${shown}\nThe server printed:\n${keepsake.printed()}`, { cause });
    });
  return { browser, page, [Symbol.asyncDispose]: () => browser.close() };
}
