/** A server full of things, filled once and kept in the system's temporary folder for the next run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fillFull, type Full } from '../../cli/demo/fill-full.ts';
import { fillDemo } from '../../cli/demo/fill.ts';
import { startDemo, type Demo } from '../../cli/demo/start.ts';
import { contractVersions } from '../../contract/version.ts';

export interface Filled {
  readonly demo: Demo;
  readonly full: Full;
  /** How long filling took when it was done. */
  readonly fillSeconds: number;
}

interface Size {
  readonly items: number;
  readonly memories: number;
}

const facts = 'bench-ui.json';

/** Serves the folder of this size, which is filled first unless an earlier run did. The caller closes the demo. */
export async function openFilled(size: Size): Promise<Filled> {
  const folder = join(tmpdir(), `keepsake-bench-ui-${keyOf(size)}`);
  if (!existsSync(folder)) await fill(folder, size);
  const known = JSON.parse(await readFile(join(folder, facts), 'utf8')) as Omit<Filled, 'demo'>;
  return { ...known, demo: await startDemo({ folder }) };
}

/** Another size, another way of filling and another contract are other folders. */
function keyOf(size: Size): string {
  const way = readFileSync(new URL('../../cli/demo/fill-full.ts', import.meta.url));
  const [{ version }] = contractVersions;
  return createHash('sha256')
    .update(JSON.stringify([size, version]))
    .update(way)
    .digest('hex')
    .slice(0, 12);
}

/** Under another name until it is whole. */
async function fill(folder: string, size: Size): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const demo = await startDemo({ folder: unfinished });
  try {
    const { signal } = new AbortController();
    const begun = performance.now();
    await fillDemo(demo, { signal });
    const progress = (done: number, total: number) => {
      if (done % 10_000 === 0) console.log(`filling: ${done} of ${total}`);
    };
    const full = await fillFull(demo, { ...size, signal, progress });
    const fillSeconds = Math.round((performance.now() - begun) / 1_000);
    await writeFile(join(unfinished, facts), JSON.stringify({ full, fillSeconds }));
  } finally {
    await demo.close();
  }
  await rename(unfinished, folder);
}
