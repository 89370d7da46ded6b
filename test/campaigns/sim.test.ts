/** A short simulation of sync, histories that once ended wrong, and that broken rules are noticed. */
import { expect, test } from 'vitest';
import { planOf, type Deed } from './sim/plan.ts';
import { mutants, rules } from './sim/rules.ts';
import { runCase, shrink } from './sim/run.ts';
import { runCampaign } from './outcome.ts';

test('twelve thousand random steps end with everybody alike and nothing lost', async () => {
  const options = ['--steps', '12000', '--seed', '1', '--workers', '1'];
  const { results, missed } = await runCampaign('sim.ts', options);
  expect(missed).toEqual([]);
  expect(results['histories']).toBeGreaterThan(10);
});

test.each([
  [1_073, 1_500, 'a conversation that comes back kept an external id that another one has by now'],
  [2_534, 300, 'a message to a conversation that became another one, at a server that forgot it'],
  [10_075, 1_500, 'the same'],
  [10_180, 1_500, 'an entry that became another one, which was deleted before the server went back'],
  [7_003_394, 1_500, 'the bytes of a copy were there twice after the server went back'],
  [7_004_294, 1_500, 'a page of older commits made a device forget what its push had told it of'],
  [7_004_884, 1_500, 'a record that became another one went while that waited for a name'],
  [50_000_504, 1_500, 'a message stayed refused although its conversation came'],
  [10_182, 1_500, 'a record that became another one went although that had unsent edits'],
  [
    400_007_914,
    1_500,
    'what became two records one after the other counted as deleted though nobody had asked',
  ],
  [920_010_664, 1_500, 'the copy of a file in the trash lay in a folder that was gone'],
  [
    920_030_859,
    1_500,
    'two lines of one file, whose middle the server had lost, met as those of two devices',
  ],
  [154, 1_500, 'a server that was restored during a look at attachments took one away'],
  [4_002_509, 1_500, 'an edit of a file that was refused before went without what it came from'],
  [6_000_197, 300, 'a title that was set back while another one was on its way was lost'],
  [
    300_361_858,
    600,
    'a title that was set back counted as lost, since what the server had of it was on its way when a device was restored',
  ],
  [
    300_931_879,
    1_500,
    'a file that was detached elsewhere and attached anew here was taken away by a look that began again',
  ],
  [302_169_808, 600, 'a version of attributes was in a record twice, which two records that had it became'],
  [302_171_153, 600, 'a comment on a file that was refused came before that became another one'],
  [302_180_989, 1_500, 'a file that was refused was taken without its first version'],
  [302_182_524, 1_500, 'a comment that went over to another file was thought to be alike'],
  [302_188_869, 1_500, 'a mark went where its file had gone at a server that went back'],
  [450_013_603, 600, 'bytes that a restored server had put into a copy were taken for the file as well'],
  [470_006_868, 600, 'a file that was attached anew elsewhere counted as attached by nobody'],
  [470_010_664, 1_500, 'a comment went with an item that was deleted, though that had become another one'],
  [411_000_949, 1_500, 'attributes were deleted for good without their file'],
  [980_009_379, 1_500, 'a document of a file that went to the trash elsewhere counted as lost'],
  [
    700_034_732,
    300,
    'what a look had attached when it was broken off was attached again after somebody detached it',
  ],
  [800_022_937, 300, 'the same, where the person had attached it there as well'],
  [700_008_413, 600, 'what such a look had attached was taken for detached at a server that went back'],
  [900_115_393, 600, 'what was attached and detached during a comparison that was made again stood again'],
  [
    800_066_039,
    1_500,
    'a mark was remembered as deleted without its file, which a server that went back had again',
  ],
  [900_006_789, 1_500, 'a file that became another one waited for ever for its attributes to go'],
  [800_019_044, 1_500, 'a message took the place of one that was to leave it, and could not yet'],
  [900_084_764, 1_500, 'a message took the place of one that was to be another one'],
  [950_055_348, 600, 'a comment that was to go elsewhere, and could not yet, stood on an item that had gone'],
  [940_053_897, 300, 'a file that one device had attached anew counted as attached alike by all'],
  [
    960_055_207,
    300,
    'what a look had attached was attached again after somebody detached it before the look had ended',
  ],
])('seed %i of %i steps ends well: once %s', (seed, length) => {
  expect(runCase(planOf(seed, length), rules)).toEqual([]);
});

/** These need more histories than a test may take: `npm run sim -- --control` tries them as well. */
const slow = [
  'erased folders take along what others put there',
  'what waits for a name is forgotten',
  'a server that went back is not noticed',
  'what was detached is attached again',
  'what was attached anew counts as detached',
];
const quick = Object.entries(mutants).filter(([name]) => !slow.includes(name));

test.each(quick)('it notices when %s', (_name, mutant) => {
  const seeds = Array.from({ length: 150 }, (_, n) => n + 1);
  expect(seeds.some((seed) => runCase(planOf(seed, 300), mutant).length > 0)).toBe(true);
});

test('a failing history is made short, and still fails for the same reason', () => {
  const mutant = mutants['nobody holds a name'] as typeof rules;
  const failing = [1, 2, 3, 4, 5]
    .map((seed) => planOf(seed, 120))
    .find((one) => runCase(one, mutant).length > 0);
  expect(failing).toBeDefined();
  const short = shrink(failing as NonNullable<typeof failing>, mutant);
  expect(short.steps.length).toBeLessThan(60);
  expect(runCase(short, mutant)[0]).toContain('held twice');
  const deeds: Deed[] = short.steps.map(({ deed }) => deed);
  expect(deeds).toContain('edit');
});
