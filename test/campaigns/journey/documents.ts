/** The journey's first half: the first run, a project, files in by a drop, and a passage found again at its page. */
import { join } from 'node:path';
import { inSidebar, named, type Walk } from './walk.ts';

export async function firstRun({ stage, hands, look }: Walk): Promise<void> {
  const { page } = stage;
  await page.getByRole('heading', { name: 'Welcome to Keepsake' }).waitFor();
  await look('first run');
  await hands.press(named(stage, 'button', 'I have written it down'));
  await page.getByRole('heading', { name: 'Your recovery code, done' }).waitFor();
  const field = page.getByLabel('A rule or fact that every AI tool should know');
  await hands.write(field, 'Invoices go out on the 5th of the month.');
  await hands.press(named(stage, 'button', 'Remember'));
  await page.getByRole('heading', { name: 'Add something to remember, done' }).waitFor();
  await hands.press(named(stage, 'button', 'Skip for now'));
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await look('projects');
}

export async function createProject({ stage, hands, task, look }: Walk): Promise<void> {
  const { page } = stage;
  await task('Create a project', async () => {
    await hands.press(named(stage, 'button', 'Create Project'));
    const dialog = page.getByRole('dialog', { name: 'Create Project' });
    await hands.write(dialog.getByLabel('Name'), 'Lighthouse');
    await hands.press(dialog.getByRole('button', { name: 'Create', exact: true }));
    await page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  });
  await look('a project without documents');
}

export async function putFileIntoProject({ stage, hands, files, task, look }: Walk): Promise<void> {
  const path = join(files, 'rain.csv');
  await task('Put a file of this computer into a project', async () => {
    if (hands.name === 'pointer')
      await hands.elsewhere(() => stage.drop(stage.page.getByText('No documents yet'), path));
    else {
      await stage.expectChoice(path);
      await hands.choose(named(stage, 'button', 'Choose files'), path);
    }
    await ready({ stage }, 'rain.csv');
  });
  await look('documents');
}

/** A folder into the drive, and from there into the project, which follows it from then on. */
export async function attachFolder({ stage, hands, files, task, look }: Walk): Promise<void> {
  const { page } = stage;
  const path = join(files, 'Papers');
  await hands.press(inSidebar(stage, 'Document Drive'));
  await page.getByRole('option', { name: 'rain.csv' }).waitFor();
  if (hands.name === 'pointer')
    await hands.elsewhere(() => stage.drop(page.getByRole('listbox', { name: 'Document Drive' }), path));
  else await chooseFolder({ stage, hands }, path);
  await page.getByRole('option', { name: 'Papers' }).waitFor();
  await look('the drive');
  await hands.press(inSidebar(stage, 'Lighthouse'));
  await task('Attach files of the drive', async () => {
    await hands.press(named(stage, 'button', 'Add Documents'));
    const dialog = page.getByRole('dialog', { name: 'Add Documents' });
    await hands.press(dialog.getByRole('checkbox', { name: 'Choose Papers' }));
    await hands.press(dialog.getByRole('button', { name: 'Confirm' }));
    await ready({ stage }, 'handbook.pdf');
  });
}

/** The system's own dialog of folders: Chromium's in a browser, the app's in the app. */
async function chooseFolder({ stage, hands }: Pick<Walk, 'stage' | 'hands'>, path: string): Promise<void> {
  await hands.press(stage.page.locator('header').getByRole('button', { name: /^More for/ }));
  const entry = named(stage, 'menuitem', 'Upload a folder…');
  await stage.expectChoice(path);
  if (stage.name === 'browser') await hands.choose(entry, path);
  else await hands.press(entry);
}

export async function findAgain({ stage, hands, task, look }: Walk): Promise<void> {
  const { page } = stage;
  await task('Find a passage and open its file at the cited page', async () => {
    await hands.press(inSidebar(stage, 'Search'));
    await hands.write(page.getByRole('searchbox'), 'where does the spare wick lie');
    await hands.press(page.locator('.results .source').getByRole('link', { name: 'handbook.pdf' }).first());
    await page.getByText('Cited: page 5').waitFor();
    await page.locator('.pdf-page[data-page="5"] .cited-box').waitFor();
  });
  await look('a PDF at the cited page');
}

async function ready({ stage: { page } }: Pick<Walk, 'stage'>, name: string): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: name }).getByText('Ready').waitFor({ timeout: 60_000 });
}
