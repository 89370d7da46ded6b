/** Files as people look at them: every kind in its viewer, opened at the cited place; real Chromium, real server. */
import { readFile } from 'node:fs/promises';
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { addDocument } from '../../harness/keepsake.ts';
import { openApp, type AppPage } from './app-page.ts';

const folder = new URL('../../documents/', import.meta.url);
const names = [
  'handbook.pdf',
  'locked.pdf',
  'minutes-scanned.pdf',
  'minutes.png',
  'harbour.xlsx',
  'rain.csv',
  'tide.py',
  'ledger.md',
  'museum.html',
  'survey-pandoc.docx',
  'ferry-pandoc.pptx',
  'pier.eml',
  'shift-jis.txt',
];
const foreign: string[] = [];
const broken: string[] = [];
let app: AppPage;
let projectId: string;
const documents = new Map<string, { id: string; itemId: string }>();

beforeAll(async () => {
  app = await openApp();
  const { owner } = app.keepsake;
  projectId = (await owner.createProject({ name: 'Harbour' })).id;
  await Promise.all(
    names.map(async (name) => {
      const { id, item_id } = await addDocument(
        owner,
        projectId,
        name,
        await readFile(new URL(name, folder)),
      );
      documents.set(name, { id, itemId: item_id });
    }),
  );
  app.page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(app.keepsake.url) && !url.startsWith('blob:')) foreign.push(url);
  });
  app.page.on('console', (line) => {
    if (line.type() === 'error') broken.push(line.text());
  });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

function addressOf(name: string, passage?: number): string {
  const number = passage === undefined ? '' : `/${passage}`;
  return `#/preview/${projectId}/${documents.get(name)?.id}${number}`;
}

/** The number of the first passage of a document that a search for `query` finds. */
async function passageOf(name: string, query: string): Promise<number> {
  const { results } = await app.keepsake.owner.search({
    query,
    limit: 1,
    record_ids: [documents.get(name)?.id ?? ''],
  });
  return Number(results[0]?.id.split('#')[1]);
}

describe('previews', () => {
  it('opens a PDF from a search at the cited page, with the place marked', async (context) => {
    needs(context, 'chromium');
    const { page } = app;
    await app.open('#/search/where%20does%20the%20spare%20wick%20lie');
    await page.getByRole('link', { name: 'handbook.pdf' }).first().press('Enter');
    await page.getByText('Cited: page 5').waitFor();
    const box = page.locator('.pdf-page[data-page="5"] .cited-box');
    await box.waitFor();
    await expect.poll(() => page.getByRole('textbox', { name: 'Page', exact: true }).inputValue()).toBe('5');
    await page.locator('[data-page="5"] .textLayer', { hasText: 'wick' }).waitFor();
    // The words of the page stand below the mark.
    const holds = await page.locator('[data-page="5"]').evaluate((drawn) => {
      const marked = drawn.querySelector('.cited-box')!.getBoundingClientRect();
      const word = [...drawn.querySelectorAll('.textLayer span')].find(({ textContent }) =>
        textContent.includes('wick'),
      )!;
      const { top, bottom } = word.getBoundingClientRect();
      return marked.top <= top && marked.bottom >= bottom;
    });
    expect(holds).toBe(true);
    await app.expectAccessible('preview-pdf');
  });

  it('is used by the keyboard alone: find, zoom, pages, back', async () => {
    const { page } = app;
    await page.keyboard.press('Control+f');
    await page.locator(':is(input, textarea):focus').waitFor();
    await page.keyboard.type('lamp');
    await page.locator('.find output', { hasText: /^1 of \d+$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.find output', { hasText: /^2 of/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.viewer').focus();
    const width = () => page.locator('[data-page="1"]').evaluate(({ clientWidth }) => clientWidth);
    const before = await width();
    await page.keyboard.press('+');
    await expect.poll(width).toBeGreaterThan(before);
    await page.keyboard.press('0');
    await page.getByRole('textbox', { name: 'Page', exact: true }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.locator('.viewer').focus();
    await expect.poll(() => page.getByRole('textbox', { name: 'Page', exact: true }).inputValue()).toBe('2');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').waitFor();
    expect(page.url()).toContain('#/search/');
  });

  it('says why a PDF cannot be shown', async () => {
    await app.open(addressOf('locked.pdf'));
    await app.page.getByText('protected by a password').waitFor();
    expect(await app.page.getByRole('button', { name: 'Copy details' }).count()).toBe(1);
    await app.expectAccessible('preview-locked');
  });

  it('draws a scanned page', async () => {
    await app.open(addressOf('minutes-scanned.pdf', 0));
    const canvas = app.page.locator('[data-page="1"] canvas');
    await canvas.waitFor();
    // Ink, where a page whose picture cannot be decoded is white.
    const dark = () =>
      canvas.evaluate((drawn) => {
        const { width, height } = drawn as HTMLCanvasElement;
        const pixels = (drawn as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
        return pixels?.some((value, at) => at % 4 === 0 && value < 80 && pixels[at + 3] === 255);
      });
    await expect.poll(dark).toBe(true);
  });

  it('marks the cited cells of a sheet, and shows the others', async () => {
    const { page } = app;
    await app.open(addressOf('harbour.xlsx', 1));
    await page.locator('.cells .cited').first().waitFor();
    expect(await page.locator('.cells .cited').allTextContents()).toContain('雲雀丸');
    await app.expectAccessible('preview-sheet');
    await app.open(addressOf('rain.csv', 0));
    await page.locator('.cells .cited').first().waitFor();
  });

  it('marks the cited lines of code', async () => {
    const { page } = app;
    const passage = await passageOf('tide.py', 'high water');
    await app.open(addressOf('tide.py', passage));
    await page.locator('.line-row.cited').first().waitFor();
    expect(await page.locator('.line-row.cited').allTextContents()).toContainEqual(
      expect.stringContaining('def high_water'),
    );
    await app.expectAccessible('preview-code');
  });

  it.each(['museum.html', 'survey-pandoc.docx', 'ferry-pandoc.pptx', 'pier.eml', 'shift-jis.txt'])(
    'shows %s as its reader gives it, with the passage marked',
    async (name) => {
      await app.open(addressOf(name, 0));
      await app.page.locator('.passage.cited').waitFor();
      expect(await app.page.locator('.viewer iframe, .viewer script').count()).toBe(0);
      await app.expectAccessible(`preview-${name.split('.').at(-1)}`);
    },
  );

  it('shows a picture with what was recognised in it', async () => {
    await app.open(addressOf('minutes.png', 0));
    await app.page.getByRole('heading', { name: 'Recognised text' }).waitFor();
    expect(await app.page.locator('.recognised .cited').textContent()).toContain('Bell Society');
    await app.expectAccessible('preview-picture');
  });

  it('compares two versions of a text', async () => {
    const { page, keepsake } = app;
    const itemId = documents.get('ledger.md')?.itemId ?? '';
    const before = await readFile(new URL('ledger.md', folder), 'utf8');
    const form = new FormData();
    form.set('file', new Blob([before.replace(/\b[a-z]{5,}\b/, 'changed')]), 'ledger.md');
    const { parent_id } = await keepsake.owner.getItem({ itemId });
    await keepsake.owner.uploadFile({ itemId: parent_id ?? '', on_conflict: 'replace' }, { form });
    await app.open(`#/preview/${itemId}`);
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Compare version 1' }).click();
    await page.locator('.change.added', { hasText: 'changed' }).waitFor();
    await app.expectAccessible('preview-versions');
    await page.getByRole('link', { name: 'Open version 1' }).click();
    await page.getByText('This is an older version of the file.').waitFor();
    expect(await page.locator('.line-row', { hasText: 'changed' }).count()).toBe(0);
  });

  it('gives bytes by range, of small files and of large ones, and all where a range means nothing', async () => {
    const { page, keepsake } = app;
    const root = (await keepsake.owner.listDrives({})).items[0]?.root_item_id ?? '';
    const large = Uint8Array.from({ length: 1_000_000 }, (_, at) => at % 251);
    const form = new FormData();
    form.set('file', new Blob([large]), 'large.bin');
    const { item } = await keepsake.owner.uploadFile({ itemId: root, on_conflict: 'deny' }, { form });
    const url = `/api/v1/drives/items/${item.id}/versions/${item.version_id}/content`;
    const read = (range: string) =>
      page.evaluate(
        async ([from, header]) => {
          const answer = await fetch(from ?? '', { headers: { range: header ?? '' } });
          const bytes = new Uint8Array(await answer.arrayBuffer());
          const part = answer.headers.get('content-range');
          return { status: answer.status, length: bytes.length, first: bytes[0], last: bytes.at(-1), part };
        },
        [url, range],
      );
    const part = { status: 206, length: 300_000, first: 400_000 % 251, last: 699_999 % 251 };
    expect(await read('bytes=400000-699999')).toEqual({ ...part, part: 'bytes 400000-699999/1000000' });
    expect(await read('bytes=-10')).toMatchObject({ status: 206, length: 10, last: 999_999 % 251 });
    expect(await read('bytes=999999-2000000')).toMatchObject({ status: 206, length: 1 });
    for (const meaningless of ['bytes=5-2', 'bytes=2000000-', 'bytes=0-1,4-5', 'lines=1-2'])
      expect(await read(meaningless)).toMatchObject({ status: 200, length: 1_000_000 });
  });

  it('gives a key nothing of the drive', async () => {
    const { keepsake } = app;
    const { secret } = await keepsake.owner.createProjectKey({ projectId, description: 'x', scope: 'read' });
    const itemId = documents.get('handbook.pdf')?.itemId ?? '';
    const { version_id } = await keepsake.owner.getItem({ itemId });
    for (const what of ['text', 'table', 'content']) {
      const url = `${keepsake.url}/api/v1/drives/items/${itemId}/versions/${version_id}/${what}`;
      expect((await fetch(url, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(403);
    }
  });

  it('loads nothing from elsewhere and keeps to its policy', () => {
    expect(foreign).toEqual([]);
    expect(broken).toEqual([]);
  });
});
