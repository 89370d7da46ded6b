/** From the start of a visit, or a change of the sorting, until the first rows of a list are painted. */
import type { Page } from 'playwright-core';
import { spreadOf, type Spread } from './figures.ts';

/** Runs in each new document: takes the time of the frame in which a row with its content stands first. */
const watch = `window.keepsakeFirstRow = new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('[role=option] strong') === null) return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  };
  requestAnimationFrame(look);
})`;

/**
 * Milliseconds of each visit from the beginning of navigation, with scripts from the browser's cache as on every visit but
 * the first.
 * @param hash where the list stands
 */
export async function measureOpening(page: Page, hash: string, visits = 5): Promise<Spread> {
  const opened = await page.context().newPage();
  const times: number[] = [];
  try {
    await opened.addInitScript(watch);
    for (let visit = 0; visit < visits; visit++) {
      await opened.goto('about:blank');
      await opened.goto(new URL(hash, page.url()).href);
      times.push(await opened.evaluate('window.keepsakeFirstRow'));
    }
  } finally {
    await opened.close();
  }
  return spreadOf(times);
}

/** Runs in the page: clicks a column's head at the top of the list and waits until another row stands first. */
const sort = `async (name) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  document.querySelector('.virtual').scrollTop = 0;
  await frame();
  await frame();
  const first = () => document.querySelector('[role=option][aria-posinset="1"] strong')?.parentElement.textContent;
  const before = first();
  const head = [...document.querySelectorAll('.item-head button')].find((one) => one.textContent.includes(name));
  const begun = performance.now();
  head.click();
  while (first() === undefined || first() === before) await frame();
  return performance.now() - begun;
}`;

/** Milliseconds from the click on the head of a column until the list shows in its order, once. */
export async function measureSorting(page: Page, column: string): Promise<number> {
  return Math.round(await page.evaluate(`(${sort})(${JSON.stringify(column)})`));
}
