/** The page in real Chromium against a real server, signed in, with what the drive's journeys ask of it. */
import type { Page } from 'playwright-core';
import { FormData } from 'undici';
import { expectAccessible, launchChromium, newPage } from '../../harness/chromium.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';

export interface DrivePage extends AsyncDisposable {
  readonly keepsake: Keepsake;
  readonly page: Page;
  /** The id of the drive's root folder. */
  readonly root: string;
  /** Puts a text file into a folder. @returns its id */
  add(name: string, text: string, folder?: string): Promise<string>;
  names(folder?: string): Promise<string[]>;
  /** As `expectAccessible` of the harness; the page is light afterwards. */
  expectAccessible(name: string): Promise<void>;
}

export async function openDrivePage(): Promise<DrivePage> {
  const [keepsake, browser] = await Promise.all([startKeepsake(), launchChromium()]);
  const page = await newPage(browser);
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const root = (await keepsake.owner.listDrives({})).items[0]?.root_item_id ?? '';
  return {
    keepsake,
    page,
    root,
    async add(name, text, folder = root) {
      const form = new FormData();
      form.set('file', new Blob([text]), name);
      const { item } = await keepsake.owner.uploadFile({ itemId: folder, on_conflict: 'replace' }, { form });
      return item.id;
    },
    names: async (folder = root) =>
      (await keepsake.owner.listFolder({ itemId: folder })).items.map(({ name }) => name),
    async expectAccessible(name) {
      await expectAccessible(page, name);
      await page.emulateMedia({ colorScheme: 'light' });
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await keepsake[Symbol.asyncDispose]();
    },
  };
}
