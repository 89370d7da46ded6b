/**
 * The page with 100,000 items in the drive (nine of ten in one folder) and 50,000 memories in a project, in real Chromium
 * against a real server: opening, scrolling, sorting, search as it is typed, memory. Beside it the same rows as a plain list.
 * `--items 100000 --memories 50000` is the usual size; `--plain 20000` rows of the peer, 0 for none.
 */
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { findComponent } from '../test/harness/component.ts';
import { firstLoadBytes } from '../test/harness/first-scripts.ts';
import { spreadOf } from './ui/figures.ts';
import { openFilled } from './ui/filled.ts';
import { measureOpening, measureSorting } from './ui/opening.ts';
import { measurePlain, readFolder } from './ui/plain.ts';
import { measureJumps, measureMemory, measureScrolling } from './ui/scrolling.ts';
import { measureTyping } from './ui/typing.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    memories: { type: 'string', default: '50000' },
    plain: { type: 'string', default: '100000' },
  },
});
const texts = [
  'invoice heron',
  'boiler',
  'ledger 4711',
  'when is the ferry',
  'orchard priya',
  'harbour letter',
];
/** Pixels in a frame: as one reads, as one flings, and faster than anyone reads. */
const steps = { reading: 12, quick: 120, fling: 600 };
const places = [0.5, 0.1, 0.9, 0.33, 0.77, 0.05, 0.61, 0.99];
/** Between keys. */
const pauseMs = 150;
const goals = { frame: 16.7, key: 50, load: 600 };

const { demo, full, fillSeconds } = await openFilled({
  items: Number(values.items),
  memories: Number(values.memories),
});
const browser = await chromium.launch({
  executablePath: findComponent('chromium') ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});

/** Prints what was measured, and gives it on. */
function say<Result>(name: string, result: Result): Result {
  console.log(`${name}: ${JSON.stringify(result)}`);
  return result;
}

async function scrollAll(page: Page, name: string) {
  const at = { selector: '.virtual' };
  return {
    reading: say(`${name}, reading`, await measureScrolling(page, { ...at, step: steps.reading })),
    quick: say(`${name}, quick`, await measureScrolling(page, { ...at, step: steps.quick })),
    fling: say(`${name}, fling`, await measureScrolling(page, { ...at, step: steps.fling })),
  };
}

async function show(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page.locator('[role=option] strong').first().waitFor();
}

try {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(await demo.pageAddress());
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  const drivePlace = `#/drive/${full.folderId}`;
  const memoriesPlace = `#/projects/${full.projectId}/memories`;
  const opening = {
    drive: say('drive opened', await measureOpening(page, drivePlace)),
    memories: say('memories opened', await measureOpening(page, memoriesPlace)),
  };
  await show(page, drivePlace);
  const drive = await scrollAll(page, 'drive');
  const jumps = say('drive, jumps', await measureJumps(page, { selector: '.virtual' }, places));
  const sorting: Record<string, number> = {};
  for (const column of ['Size', 'Kind', 'Changed', 'Name'])
    sorting[column.toLowerCase()] = say(`sorted by ${column}`, await measureSorting(page, column));
  const driveMemory = say('drive, memory', await measureMemory(page));
  await show(page, memoriesPlace);
  const memories = await scrollAll(page, 'memories');
  const memoriesMemory = say('memories, memory', await measureMemory(page));
  // The first keys load what every later one has.
  await measureTyping(page, ['warm up']);
  const { keystrokes, overtaken } = await measureTyping(page, texts, pauseMs);
  // Results that the next key overtook took as long as that key, at least.
  const times = [...keystrokes, ...Array.from({ length: overtaken }, () => pauseMs)];
  const typing = say('typing', { ...spreadOf(times), keystrokes: times.length, overtaken });
  await context.close();
  const rows = Number(values.plain) === 0 ? [] : await readFolder(demo.owner, full.folderId);
  const some = rows.slice(0, Number(values.plain));
  const peers =
    some.length === 0
      ? {}
      : {
          'plain list': say(
            'plain list',
            await measurePlain(browser, some, { step: steps.quick, skips: false }),
          ),
          'plain list, content-visibility': say(
            'plain list, content-visibility',
            await measurePlain(browser, some, { step: steps.quick, skips: true }),
          ),
        };
  const load = Math.round(firstLoadBytes() / 1024);
  const frames = Object.entries({ drive, memories }).flatMap(([list, speeds]) =>
    Object.entries(speeds).map(([speed, { frame_ms }]) =>
      atMost(`${list}, ${speed}: frame p95 (ms)`, frame_ms.p95, goals.frame),
    ),
  );
  endWithGoals(
    'ui',
    {
      items: Number(values.items),
      memories: Number(values.memories),
      rows: full.rows,
      fill_seconds: fillSeconds,
      opening,
      scrolling: { drive, memories },
      jumps,
      sorting,
      memory: { drive: driveMemory, memories: memoriesMemory },
      typing,
      first_load_kb: load,
      peers,
    },
    [
      ...frames,
      atMost('keystroke to results painted, p95 (ms)', typing.p95, goals.key),
      atMost('first scripts, gzip (KB)', load, goals.load),
    ],
  );
} finally {
  await browser.close();
  await demo.close();
}

function atMost(name: string, value: number, goal: number): Goal {
  return { name, value, goal, met: value <= goal };
}
