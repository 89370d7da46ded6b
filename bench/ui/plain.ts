/** The peer: the same rows as a simple page would show them, every row in the document, no script for scrolling. */
import type { Response } from 'undici';
import type { Browser } from 'playwright-core';
import type { Client, Item } from '../../contract/index.ts';
import { measureMemory, measureScrolling, type Memory, type Scrolling } from './scrolling.ts';

export interface Plain {
  readonly rows: number;
  /** From having the rows until they are painted. */
  readonly drawn_ms: number;
  readonly scroll: Scrolling;
  readonly memory: Memory;
}

const style = `body { margin: 0; font: 14px sans-serif }
  #list { height: 700px; overflow-y: auto }
  .row { display: grid; grid-template-columns: 1fr 150px 80px 130px; gap: 12px; align-items: center; height: 38px; padding: 0 12px }
  .row > * { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }`;
/** What CSS alone can spare: the browser skips drawing rows out of sight. */
const skipping = `.row { content-visibility: auto; contain-intrinsic-size: auto 38px }`;

const draw = `(rows) => new Promise((resolve) => {
  const begun = performance.now();
  const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const line = ([name, changed, size, kind]) =>
    '<div class="row" role="option" tabindex="-1"><strong>' + escape(name) + '</strong><span>' + changed +
    '</span><span>' + size + '</span><span>' + kind + '</span></div>';
  document.getElementById('list').innerHTML = rows.map(line).join('');
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - begun);
    channel.port2.postMessage(null);
  });
})`;

/** @param skips whether the rows have `content-visibility: auto` */
export async function measurePlain(
  browser: Browser,
  items: readonly Item[],
  { step, skips }: { step: number; skips: boolean },
): Promise<Plain> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(300_000);
  try {
    await page.setContent(
      `<!doctype html><style>${style}${skips ? skipping : ''}</style><div id="list" role="listbox" tabindex="0"></div>`,
    );
    const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
    const rows = items.map(({ name, modified_at, size }) => [
      name,
      date.format(new Date(modified_at)),
      `${size} B`,
      name.slice(name.lastIndexOf('.') + 1),
    ]);
    const drawn = (await page.evaluate(`(${draw})(${JSON.stringify(rows)})`)) as number;
    const scroll = await measureScrolling(page, { selector: '#list', step, frames: 60 });
    return { rows: rows.length, drawn_ms: Math.round(drawn), scroll, memory: await measureMemory(page) };
  } finally {
    await page.close();
  }
}

/** Every item of a folder. */
export async function readFolder(owner: Client<Response>, itemId: string): Promise<Item[]> {
  const all: Item[] = [];
  for (let total = 1; all.length < total;) {
    const { items, total: now } = await owner.listFolder({ itemId, offset: all.length, limit: 1_000 });
    all.push(...items);
    total = items.length === 0 ? 0 : now;
  }
  return all;
}
