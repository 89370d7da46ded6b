/** How long it takes from a key pressed in the palette until the results for what is typed then are painted. */
import { performance } from 'node:perf_hooks';
import type { Page } from 'playwright-core';

export interface Typing {
  /** Milliseconds per keystroke. */
  readonly keystrokes: readonly number[];
  /** Keystrokes whose results never came, because the next key was faster. */
  readonly overtaken: number;
}

/**
 * Runs in the page: takes the time of each input, and of the second frame after the list says that it shows the answer to
 * what is typed. One frame after that the picture of the first is on the screen.
 */
const watch = `(() => {
  const times = [];
  let begun;
  addEventListener('input', (event) => { begun = event.timeStamp; }, true);
  const look = () => {
    const list = document.getElementById('palette-list');
    if (begun === undefined || list === null || list.getAttribute('aria-busy') !== 'false') return;
    const from = begun;
    begun = undefined;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => times.push(performance.now() - from);
      channel.port2.postMessage(null);
    });
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  window.keepsakeTyping = times;
})()`;

/**
 * Types each text into the palette, a key every `pauseMs`, and empties it in between.
 * @param page signed in, on any screen
 */
export async function measureTyping(page: Page, texts: readonly string[], pauseMs = 150): Promise<Typing> {
  await page.evaluate(watch);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).waitFor();
  let pressed = 0;
  for (const text of texts) {
    for (const key of text) {
      const until = performance.now() + pauseMs;
      await page.keyboard.type(key);
      pressed++;
      await page.waitForTimeout(Math.max(0, until - performance.now()));
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    pressed++;
    await page.waitForTimeout(pauseMs);
  }
  await page.keyboard.press('Escape');
  const keystrokes = (await page.evaluate('window.keepsakeTyping')) as number[];
  return { keystrokes, overtaken: pressed - keystrokes.length };
}
