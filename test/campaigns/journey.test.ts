/** The journey in short: the app by keys alone, without AI clients of others; and that what no key reaches is told. */
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { runCampaign } from './outcome.ts';
import { keyboard } from './journey/hands.ts';

it('a person gets from the first run to a revoked key by keys alone', async (context) => {
  needs(context, 'chromium');
  const { missed, results } = await runCampaign('journey.ts', [
    '--only',
    'app-keyboard',
    '--without-clients',
    '--no-axe',
  ]);
  expect(missed).toEqual([]);
  expect(results['tasks']).toMatchObject([{ tasks: { length: 7 } }]);
}, 120_000);

it('what no key reaches is no way by keys', async (context) => {
  await using browser = await chromium.launch({
    executablePath: needs(context, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  await page.setContent('<button>First</button><div role="button">Second</div>');
  const hands = keyboard(page, 10);
  await hands.press(page.getByRole('button', { name: 'First' }));
  await expect(hands.press(page.getByRole('button', { name: 'Second' }))).rejects.toThrow('does not reach');
  expect(hands.steps()).toBe(2);
});
