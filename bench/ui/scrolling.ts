/**
 * How smoothly a list scrolls. A script in the page moves it by so many pixels in each frame and writes down the frame's
 * time as `requestAnimationFrame` gives it. Chromium without a screen draws 60 frames a second by its own clock, so a frame
 * takes 16.7 ms, or a multiple of that when the page was not ready in time (what the browser rounds is put right). What the
 * page needed of the processor is counted beside it, which other programs of the machine do not change as much.
 */
import type { CDPSession, Page } from 'playwright-core';
import { percentile, spreadOf, toTenth, type Spread } from './figures.ts';

export interface Scrolling {
  readonly frames: number;
  readonly frame_ms: Spread;
  /** Processor time of the page's main thread for each frame, on average. */
  readonly cpu_ms_per_frame: number;
  /** Frames whose work took longer than 50 ms, as the browser reports them, and the longest. */
  readonly long_frames: number;
  readonly longest_ms: number;
  /** Of 100 frames, those that showed rows which were not read yet. */
  readonly unread_percent: number;
}

interface Seen {
  readonly frames: readonly number[];
  readonly long: readonly number[];
  readonly unread: number;
}

/** Runs in the page. */
const scroll = `({ selector, unread, step, frames }) => new Promise((resolve) => {
  const list = document.querySelector(selector);
  const times = [];
  const long = [];
  const watcher = new PerformanceObserver((found) => {
    for (const { duration } of found.getEntries()) long.push(duration);
  });
  watcher.observe({ type: 'long-animation-frame' });
  let shown = 0;
  let way = 1;
  const next = (time) => {
    times.push(time);
    if (times.length > 1 && list.querySelector(unread) !== null) shown++;
    if (times.length > frames) {
      setTimeout(() => { watcher.disconnect(); resolve({ frames: times, long, unread: shown }); }, 100);
      return;
    }
    const end = list.scrollHeight - list.clientHeight;
    if (list.scrollTop + way * step > end) way = -1;
    else if (list.scrollTop + way * step < 0) way = 1;
    list.scrollTop += way * step;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;

export interface ScrollOptions {
  /** The element that scrolls. */
  readonly selector: string;
  /** What only a row that is not read yet has. */
  readonly unread?: string;
  /** Pixels in a frame. */
  readonly step: number;
  readonly frames?: number;
}

export async function measureScrolling(page: Page, options: ScrollOptions): Promise<Scrolling> {
  const { unread = '.unread', frames = 600, ...rest } = options;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  const seen = (await page.evaluate(`(${scroll})(${JSON.stringify({ ...rest, unread, frames })})`)) as Seen;
  const cpu = (await taskSeconds(session)) - before;
  await session.detach();
  const deltas = seen.frames.slice(1).map((time, at) => wholeFrames(time - (seen.frames[at] ?? time)));
  return {
    frames,
    frame_ms: spreadOf(deltas),
    cpu_ms_per_frame: toTenth((cpu * 1_000) / frames),
    long_frames: seen.long.length,
    longest_ms: percentile(seen.long, 1),
    unread_percent: toTenth((100 * seen.unread) / frames),
  };
}

function wholeFrames(ms: number): number {
  const frameMs = 1_000 / 60;
  return Math.round(ms / frameMs) * frameMs;
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

/** Runs in the page: drags the scrollbar to a place and waits until all rows there are read and painted. */
const jump = `({ selector, unread, share }) => new Promise((resolve) => {
  const list = document.querySelector(selector);
  const begun = performance.now();
  list.scrollTop = (list.scrollHeight - list.clientHeight) * share;
  const look = () => {
    if (list.querySelector(unread) === null) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;

/** Milliseconds from the scrollbar's jump to places of the list until their rows are drawn. */
export async function measureJumps(
  page: Page,
  { selector, unread = '.unread' }: Pick<ScrollOptions, 'selector' | 'unread'>,
  shares: readonly number[],
): Promise<Spread> {
  const times: number[] = [];
  for (const share of shares)
    times.push(await page.evaluate(`(${jump})(${JSON.stringify({ selector, unread, share })})`));
  return spreadOf(times);
}

export interface Memory {
  readonly heap_mb: number;
  readonly nodes: number;
}

/** What the page holds after its garbage is gone. */
export async function measureMemory(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heap_mb: toTenth(usedSize / 1024 ** 2), nodes };
}
