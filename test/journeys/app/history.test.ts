/** The History tab as a person uses it: the log, a snapshot, the project brought back, a branch merged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;
let memoryId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  signedIn = await signIn(keepsake);
  page = signedIn.page;
  projectId = (await keepsake.owner.createProject({ name: 'Lighthouse' })).id;
  await page.goto(`${keepsake.url}/#/projects/${projectId}/history`);
  await page.reload();
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const contents = async () =>
  (await keepsake.owner.listMemories({ projectId })).items.map(({ content }) => content);
const log = () => page.getByRole('listbox', { name: 'Log' });

describe('the History tab', () => {
  it('shows what was written, and what one commit changed, by the keyboard alone', async (context) => {
    needs(context, 'chromium');
    await page.getByRole('tab', { name: 'Log' }).waitFor();
    memoryId = (await keepsake.owner.addMemory({ projectId, content: 'The ferry leaves at seven.' })).id;
    await keepsake.owner.updateMemory({ projectId, memoryId, content: 'The ferry leaves at eight.' });
    await log()
      .getByRole('option', { name: /Changed 1 memory/ })
      .waitFor();
    await log().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const commit = page.getByRole('region', { name: 'The open commit' });
    await commit.locator('ins', { hasText: 'eight' }).first().waitFor();
    await expectAccessible(page, 'history-commit');
    await page.keyboard.press('Escape');
    await commit.waitFor({ state: 'detached' });
    await expectAccessible(page, 'history-log');
  });

  it('names a point, compares it with now, and brings the project back, with a way forward again', async () => {
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByText('No snapshots yet').waitFor();
    await expectAccessible(page, 'snapshots-empty');
    await page.getByRole('button', { name: 'Create snapshot' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('before trial');
    await dialog.getByRole('button', { name: 'Create snapshot' }).click();
    await page.getByText('before-trial', { exact: true }).waitFor();
    await keepsake.owner.addMemory({ projectId, content: 'The trial begins in May.' });
    await keepsake.owner.updateMemory({ projectId, memoryId, content: 'The ferry leaves at nine.' });
    await expectAccessible(page, 'snapshots');
    await page.getByRole('button', { name: 'Compare before-trial with now' }).click();
    await page.getByText('2 changes').waitFor();
    await expectAccessible(page, 'compare');
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByRole('button', { name: 'Restore the project to before-trial' }).click();
    await dialog.getByRole('row', { name: /^Memories 0 1 1/ }).waitFor();
    await expectAccessible(page, 'restore');
    expect(await contents()).toHaveLength(2);
    await dialog.getByRole('button', { name: 'Restore project' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await contents()).toEqual(['The ferry leaves at eight.']);
    await page.locator('.notice', { hasText: 'Restored' }).getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await contents()).sort())
      .toEqual(['The ferry leaves at nine.', 'The trial begins in May.']);
  });

  it('merges a branch once it is said what holds where both changed the same', async () => {
    await page.getByRole('tab', { name: 'Branches' }).click();
    await page.getByText('No branches').waitFor();
    await expectAccessible(page, 'branches-empty');
    await page.getByRole('button', { name: 'Create branch' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('winter');
    await dialog.getByRole('button', { name: 'Create branch' }).click();
    await page.getByText('winter', { exact: true }).waitFor();
    const one = { projectId, memoryId };
    await keepsake.owner.updateMemory({ ...one, content: 'The ferry leaves at ten.', branch: 'winter' });
    await keepsake.owner.updateMemory({ ...one, content: 'The ferry leaves at six.' });
    await page.getByRole('button', { name: 'Compare and merge winter' }).click();
    const merge = page.getByRole('button', { name: 'Merge', exact: true });
    await page.getByText('1 place is changed on both sides.').waitFor();
    expect(await merge.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'My own words' }).click();
    await page.getByRole('textbox', { name: 'What holds' }).fill('The ferry leaves at ten in winter.');
    await expectAccessible(page, 'merge');
    await merge.click();
    await page.getByText('No branches').waitFor();
    expect(await contents()).toContain('The ferry leaves at ten in winter.');
  });

  it('deletes a branch after asking, since that cannot be undone', async () => {
    await keepsake.owner.createBranch({ projectId, name: 'idle' });
    await page.getByRole('button', { name: 'Delete idle' }).click();
    const asked = page.getByRole('alertdialog');
    await expectAccessible(page, 'branch-delete');
    await asked.getByRole('button', { name: 'Delete branch' }).click();
    await page.getByText('No branches').waitFor();
    expect((await keepsake.owner.listBranches({ projectId })).items).toEqual([]);
  });

  it('says why a point cannot be compared', async () => {
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByText('Choose two points').waitFor();
    await page.getByLabel('From').fill('no-such-point');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('button', { name: 'Copy details' }).waitFor();
    await expectAccessible(page, 'compare-error');
  });
});
