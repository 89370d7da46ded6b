/** A short power-cut campaign, and that the disk it simulates keeps what was synced and loses what was not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../harness/component.ts';
import { runCampaign } from './outcome.ts';
import { stateAfterCut } from './power/disk.ts';
import { createRandom } from './power/promises.ts';
import { buildRecorder, record } from './power/recorder.ts';
import { readRecording, type Step } from './power/recording.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keepsake-power-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The different states, as text, that many cuts after all steps leave behind. */
function statesOf(steps: readonly Step[]): Set<string> {
  const random = createRandom(5);
  const states = Array.from({ length: 400 }, () => stateAfterCut(steps, steps.length, random));
  return new Set(
    states.map(({ files }) => JSON.stringify([...files].map(([path, bytes]) => [path, String(bytes)]))),
  );
}

/** Records a few lines of a program that has `root`, `mark(text)` and node:fs as `fs`. */
async function recordLines(gcc: string, lines: string): Promise<Step[]> {
  const program = join(folder, 'program.mjs');
  writeFileSync(
    program,
    `import fs from 'node:fs';
    const [root, marks] = process.argv.slice(2);
    const markFile = fs.openSync(marks, 'w');
    const mark = (text) => fs.writeSync(markFile, text);
    ${lines}`,
  );
  const { path } = await record(buildRecorder(gcc, folder), folder, pathToFileURL(program), []);
  return readRecording(path);
}

describe('the simulated disk', () => {
  test('keeps what was synced with its folder, whatever the cut', async (context) => {
    const steps = await recordLines(
      needs(context, 'gcc'),
      `const file = fs.openSync(root + '/a', 'w');
      fs.writeSync(file, 'kept');
      fs.fsyncSync(file);
      fs.fsyncSync(fs.openSync(root, 'r'));
      mark('done');`,
    );
    expect(steps.at(-1)).toEqual({ kind: 'mark', text: 'done' });
    expect(statesOf(steps)).toEqual(new Set(['[["a","kept"]]']));
  });

  test('may lose a name whose folder was not synced, and data whose file was not', async (context) => {
    const steps = await recordLines(
      needs(context, 'gcc'),
      `const file = fs.openSync(root + '/a', 'w');
      fs.writeSync(file, 'one');
      fs.fsyncSync(file);
      fs.writeSync(file, 'two');`,
    );
    expect(statesOf(steps)).toEqual(new Set(['[]', '[["a","one"]]', '[["a","onetwo"]]']));
  });

  test('sees an unsynced rename done or not done, never half', async (context) => {
    const steps = await recordLines(
      needs(context, 'gcc'),
      `fs.mkdirSync(root + '/b');
      const file = fs.openSync(root + '/a', 'w');
      fs.writeSync(file, 'text');
      fs.fsyncSync(file);
      fs.fsyncSync(fs.openSync(root, 'r'));
      fs.renameSync(root + '/a', root + '/b/c');`,
    );
    expect(statesOf(steps)).toEqual(new Set(['[["a","text"]]', '[["b/c","text"]]']));
  });

  test('tears an unsynced write between sectors', async (context) => {
    const steps = await recordLines(
      needs(context, 'gcc'),
      `const file = fs.openSync(root + '/a', 'w');
      fs.writeSync(file, '-'.repeat(1024));
      fs.fsyncSync(file);
      fs.fsyncSync(fs.openSync(root, 'r'));
      fs.writeSync(file, 'x'.repeat(1024), 0);`,
    );
    const [old, fresh] = ['-'.repeat(512), 'x'.repeat(512)];
    const content = (...parts: string[]) => JSON.stringify([['a', parts.join('')]]);
    expect(statesOf(steps)).toEqual(
      new Set([content(old, old), content(fresh, fresh), content(fresh, old), content(old, fresh)]),
    );
  });

  test('a sync covers only what was written before it began', () => {
    const write = (text: string) =>
      ({ kind: 'write', file: 1, offset: 0, bytes: Buffer.from(text) }) as const;
    const steps: Step[] = [
      { kind: 'mkdir', file: 0, path: '' },
      { kind: 'create', file: 1, path: 'a' },
      { kind: 'sync', file: 0, begun: 2 },
      write('early'),
      write('later'),
      { kind: 'sync', file: 1, begun: 4 },
    ];
    expect(statesOf(steps)).toContain('[["a","early"]]');
  });

  test('a program that changes a file in a way the recorder does not follow is refused', async (context) => {
    const gcc = needs(context, 'gcc');
    await expect(recordLines(gcc, `fs.symlinkSync('/', root + '/a');`)).rejects.toThrow(
      'does not follow symlink',
    );
  });
});

test('no acknowledged commit is lost in thirty power cuts, and a store set to NORMAL loses some', async (context) => {
  needs(context, 'gcc');
  const outcome = await runCampaign('power-cut.ts', ['--states', '30', '--control', '10', '--commits', '40']);
  expect(outcome.missed).toEqual([]);
  expect(outcome.results).toMatchObject({ full: { states: 30 }, control_normal: { states: 10 } });
});
