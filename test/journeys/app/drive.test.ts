/** The drive as a person uses it: by keyboard alone, by mouse, with drops of the system, and when things go wrong. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureScrolling } from '../../../bench/ui/scrolling.ts';
import { needs } from '../../harness/component.ts';
import { openDrivePage, type DrivePage } from './drive-page.ts';

let drive: DrivePage;
let page: DrivePage['page'];
let letters: string;

beforeAll(async () => {
  drive = await openDrivePage();
  page = drive.page;
});
afterAll(() => drive[Symbol.asyncDispose]());

const row = (name: string | RegExp) => page.getByRole('option', { name });
const chosen = () => page.getByRole('option', { selected: true }).locator('.name').allTextContents();
const focusedLabel = () => page.locator(':focus').getAttribute('aria-label');
const notice = (text: string) => page.locator('.notice', { hasText: text });

describe('by the keyboard alone', () => {
  it('an empty drive says what to do; a folder is made and named', async (context) => {
    needs(context, 'chromium');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByText('Your drive is empty').waitFor();
    await drive.expectAccessible('drive-empty');
    await page.getByRole('button', { name: 'New folder' }).press('Enter');
    await page.getByLabel('New name').waitFor();
    await page.locator(':is(input, textarea):focus').waitFor();
    await page.keyboard.type('Letters');
    await page.keyboard.press('Enter');
    await row('Letters').waitFor();
    await expect.poll(focusedLabel).toBe('Document Drive');
    letters = (await drive.keepsake.owner.listFolder({ itemId: drive.root })).items[0]?.id ?? '';
  });

  it('arrows, type-ahead, F2, Delete, undo, copy and paste, up and down', async () => {
    for (const name of ['alpha.txt', 'beta.md', 'gamma.tar.gz']) await drive.add(name, name.repeat(9));
    await page.reload();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('be');
    await expect.poll(chosen).toEqual(['beta.md']);
    await page.keyboard.press('F2');
    await page.locator(':is(input, textarea):focus').waitFor();
    await page.keyboard.type('alpha.txt');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('alpha.txt');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Something here is named “alpha.txt” already').waitFor();
    await drive.expectAccessible('drive-rename-refused');
    await page.keyboard.press('Escape');
    await expect.poll(focusedLabel).toBe('Document Drive');
    await page.keyboard.press('F2');
    await page.locator(':is(input, textarea):focus').waitFor();
    // Only the stem was selected, so the ending stays.
    await page.keyboard.type('delta');
    await page.keyboard.press('Enter');
    await row('delta.md').waitFor();
    await page.keyboard.press('Delete');
    await notice('Moved “delta.md” to the trash.').waitFor();
    await row('delta.md').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await row('delta.md').waitFor();
    await page.keyboard.press('Control+z');
    await row('beta.md').waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('4 chosen').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Letters' }).waitFor();
    await expect.poll(() => page.locator('.path').textContent()).toContain('Document Drive');
    await page.getByText('This folder is empty').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Document Drive' }).waitFor();
    expect(await drive.names()).toEqual(['Letters', 'alpha.txt', 'beta.md', 'gamma.tar.gz']);
  });

  it('the tree opens, closes and goes to a folder', async () => {
    await drive.keepsake.owner.createFolder({ itemId: letters, name: '2026' });
    await page.reload();
    await page.getByRole('treeitem', { name: 'Letters' }).waitFor();
    await page.getByRole('treeitem', { name: 'Document Drive' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('treeitem', { name: '2026' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2026' }).waitFor();
    await page.getByRole('treeitem', { name: 'Document Drive' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Document Drive' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/drive');
  });

  it('a tree of many folders is drawn as far as it is in sight, and walked to its end', async () => {
    const { owner } = drive.keepsake;
    const { items } = await owner.listFolder({ itemId: letters });
    const { id: many } = await owner.createFolder({ itemId: items[0]?.id ?? '', name: 'Many' });
    const names = Array.from({ length: 150 }, (_, at) => `Year ${1_800 + at}`);
    for (const name of names) await owner.createFolder({ itemId: many, name });
    await page.goto(`${drive.keepsake.url}/#/drive/${many}`);
    await page.reload();
    const tree = page.getByRole('tree', { name: 'Folders' });
    await tree.getByRole('treeitem', { name: 'Many' }).focus();
    await page.keyboard.press('ArrowRight');
    await tree.getByRole('treeitem', { name: 'Year 1800' }).waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Year 1949');
    expect(await tree.getByRole('treeitem').count()).toBeLessThan(80);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Many');
    await page.goto(`${drive.keepsake.url}/#/drive`);
    await page.reload();
  });
});

describe('by mouse', () => {
  it('a range, one more, a rectangle; and sorting keeps what is chosen', async () => {
    await row('alpha.txt').click();
    await row('gamma.tar.gz').click({ modifiers: ['Shift'] });
    expect(await chosen()).toEqual(['alpha.txt', 'beta.md', 'gamma.tar.gz']);
    await row('beta.md').click({ modifiers: ['Control'] });
    expect(await chosen()).toEqual(['alpha.txt', 'gamma.tar.gz']);
    await page.getByRole('button', { name: 'Size' }).click();
    await expect.poll(chosen).toEqual(['gamma.tar.gz', 'alpha.txt']);
    await drive.expectAccessible('drive-chosen');
    await page.getByRole('button', { name: 'Name' }).click();
    const box = await row('beta.md').boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) - 20, (box?.y ?? 0) + 10];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 60, y + 20);
    await page.mouse.move(x - 80, y + 40);
    await page.mouse.up();
    expect(await chosen()).toEqual(['beta.md', 'gamma.tar.gz']);
  });

  it('a drag into a folder moves, and collisions are asked about once for all', async () => {
    await drive.add('beta.md', 'one\ntwo\n', letters);
    await drive.add('gamma.tar.gz', 'other', letters);
    await row('beta.md').locator('.item-name').dragTo(row('Letters'));
    const question = page.getByRole('dialog', { name: '“beta.md” is there already' });
    await question.waitFor();
    await drive.expectAccessible('drive-collision');
    await question.getByRole('checkbox').click();
    await question.getByRole('button', { name: 'Keep both' }).click();
    await notice('Moved 2 items to Letters.').getByRole('button', { name: 'Undo' }).waitFor();
    expect(await drive.names(letters)).toEqual([
      '2026',
      'beta (2).md',
      'beta.md',
      'gamma.tar (2).gz',
      'gamma.tar.gz',
    ]);
    await notice('Moved 2 items to Letters.').getByRole('button', { name: 'Undo' }).click();
    await row('beta (2).md').waitFor();
  });

  it('Move to… does the same without a drag', async () => {
    await row('alpha.txt').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Letters' }).click();
    await dialog.getByText('Document Drive › Letters').waitFor();
    await drive.expectAccessible('drive-move');
    await dialog.getByRole('button', { name: 'Move here' }).click();
    await notice('Moved “alpha.txt” to Letters.').waitFor();
    expect(await drive.names(letters)).toContain('alpha.txt');
  });
});

describe('files from outside', () => {
  it('a folder dropped by the system comes with what is in it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'ks-drop-'));
    await mkdir(join(outside, 'Scans/May'), { recursive: true });
    await writeFile(join(outside, 'Scans/cover.txt'), 'cover');
    await writeFile(join(outside, 'Scans/May/page.txt'), 'page');
    const box = await page.getByRole('listbox').boundingBox();
    const cdp = await page.context().newCDPSession(page);
    const at = { x: (box?.x ?? 0) + 200, y: (box?.y ?? 0) + 300 };
    const data = { items: [], files: [join(outside, 'Scans')], dragOperationsMask: 1 };
    await cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
    await cdp.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
    await page.getByText('Drop to put it into “Document Drive”').waitFor();
    await cdp.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
    await page.getByText('2 files uploaded').waitFor();
    await row('Scans').waitFor();
    await rm(outside, { recursive: true });
    const scans = (await drive.keepsake.owner.findItems({ name: 'page.txt' })).items;
    expect(scans.map(({ path }) => path)).toEqual(['Scans/May']);
    await drive.expectAccessible('drive-dock');
    await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).click();
  });

  it('the same name is replaced as a version, compared, restored', async () => {
    await row('Letters').dblclick();
    const file = { name: 'beta.md', mimeType: 'text/plain', buffer: Buffer.from('one\nthree\n') };
    await page.getByLabel('Upload', { exact: true }).setInputFiles(file);
    await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
    await page.getByText('1 file uploaded').waitFor();
    await row('beta.md').click();
    await page.keyboard.press('Control+i');
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByText('Version 2').waitFor();
    await drive.expectAccessible('drive-versions');
    await page.getByRole('button', { name: 'Compare Version 1' }).click();
    await expect.poll(() => page.locator('.lines .added').textContent()).toContain('three');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore Version 1' }).click();
    await page.getByText('Version 3').waitFor();
    await page.getByRole('tab', { name: 'Comments' }).click();
    await page.getByLabel('Add a comment').fill('Ask Mira.');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.locator('.comments').getByText('Ask Mira.').waitFor();
  });
});

describe('finding, the trash, and what goes wrong', () => {
  it('finds by name as it is typed and says where; favourites and recent files have places', async () => {
    await page.getByLabel('Find in the drive').fill('page');
    await expect.poll(() => row('page.txt').textContent()).toContain('Scans › May');
    await drive.expectAccessible('drive-found');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Favourite', exact: true }).click();
    await page.getByRole('link', { name: 'Favourites' }).click();
    await row('page.txt').waitFor();
    await page.getByRole('link', { name: 'Recent' }).click();
    await row('cover.txt').waitFor();
    await drive.expectAccessible('drive-recent');
  });

  it('the trash gives back, and asks before it deletes for good', async () => {
    await drive.keepsake.owner.deleteItem({ itemId: letters });
    await page.goto(`${drive.keepsake.url}/#/drive/${letters}`);
    await page.reload();
    await page.getByRole('heading', { name: 'No such folder' }).waitFor();
    await page.getByRole('link', { name: 'To the trash' }).click();
    await page.getByRole('button', { name: 'Restore Letters' }).click();
    await notice('Restored “Letters”.').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Delete for good Letters' }).click();
    await drive.expectAccessible('trash-asked');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('The trash is empty').waitFor();
    expect(await drive.names()).not.toContain('Letters');
    await drive.expectAccessible('trash-empty');
  });

  it('a file that fails to arrive says why, and goes when it is tried again', async () => {
    await page.goto(`${drive.keepsake.url}/#/drive`);
    await row('Scans').waitFor();
    await page.route('**/children?*', (route) => route.abort());
    const file = { name: 'late.txt', mimeType: 'text/plain', buffer: Buffer.from('late') };
    await page.getByLabel('Upload', { exact: true }).setInputFiles(file);
    const line = page.getByRole('listitem').filter({ hasText: 'late.txt' });
    await line.getByText('The server cannot be reached').waitFor();
    await drive.expectAccessible('drive-upload-failed');
    await page.unroute('**/children?*');
    await line.getByRole('button', { name: 'Try again' }).click();
    await row('late.txt').waitFor();
    expect(await drive.names()).toContain('late.txt');
  });
});

it('the benchmark of scrolling counts frames, also those that show rows which are not read', async () => {
  await page.goto(`${drive.keepsake.url}/#/drive`);
  await row('Scans').waitFor();
  const frames = 10;
  const seen = await measureScrolling(page, { selector: '.virtual', step: 20, frames });
  expect(seen).toMatchObject({ frames, unread_percent: 0 });
  expect(seen.frame_ms.p50).toBeGreaterThan(0);
  const none = { selector: '.virtual', unread: '[role=option]', step: 20, frames };
  expect((await measureScrolling(page, none)).unread_percent).toBe(100);
});
