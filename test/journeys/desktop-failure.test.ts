/** The screen of the app whose server does not start: what it says, that everybody can read it, and its way out. */
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { launchChromium } from '../harness/chromium.ts';
import { needs } from '../harness/component.ts';
import { startDesktop, writePassphrase } from '../harness/electron/desktop.ts';

it('says what the server said, is accessible, and tries again', async (context) => {
  needs(context, 'chromium');
  await using browser = await launchChromium();
  await using desktop = await startDesktop({ withPassphrase: false });
  const page = await browser.newPage({ locale: 'en-GB' });
  await desktop.show(page);
  // It is tried five times first.
  await page.getByRole('heading', { name: 'Your memory does not start' }).waitFor({ timeout: 50_000 });
  expect(await page.locator('#details').textContent()).toMatch(/passphrase/i);
  expect(await desktop.effect(({ effect }) => effect === 'notification')).toMatchObject({
    title: 'Memory does not run',
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    );
    expect([colorScheme, violations.map(({ id }) => id)]).toEqual([colorScheme, []]);
  }
  await writePassphrase(desktop.passphraseFile);
  await page.getByRole('button', { name: 'Try Again' }).click();
  await page.getByRole('heading', { name: 'Welcome to Keepsake' }).waitFor();
}, 90_000);
