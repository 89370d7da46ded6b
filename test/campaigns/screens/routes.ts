/** The screens and states that pictures are taken of: a new screen is one line. */
import type { Page } from 'playwright-core';
import type { Places, Screen, State } from './screen.ts';

const everyState: readonly State[] = ['empty', 'typical', 'full', 'error'];
const mostStates: readonly State[] = ['empty', 'typical', 'error'];

type Prepare = (page: Page, places: Places) => Promise<void>;
type More = Pick<Screen, 'states' | 'prepare'>;

function plain(name: string, title: string, hash: string, more: More = {}): Screen {
  return { name, title, hash: () => `#/${hash}`, ...more };
}

function inProject(name: string, title: string, at: (places: Places) => string, more: More = {}): Screen {
  return {
    name: `project-${name}`,
    title: `A project: ${title}`,
    hash: (places) => `#/projects/${places.project}/${at(places)}`,
    ...more,
  };
}

const tab = (section: string, title: string, states = mostStates) =>
  inProject(section, title, () => section, { states });
const preview = (kind: 'pdf' | 'sheet' | 'picture' | 'letter', title: string): Screen => ({
  name: `preview-${kind}`,
  title: `Preview: ${title}`,
  hash: (places) => `#/preview/${places[kind]}`,
});
const settings = (section: string, title: string) =>
  plain(`settings-${section}`, `Settings: ${title}`, `settings/${section}`);

const press =
  (name: string | RegExp, then?: Prepare): Prepare =>
  async (page, places) => {
    await page.getByRole('button', { name }).first().click();
    await then?.(page, places);
  };
const openTab =
  (name: string): Prepare =>
  (page) =>
    page.getByRole('tab', { name }).click();
const openRow: Prepare = (page) => page.getByRole('option').first().click();

const typeInPalette: Prepare = async (page) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('insurance');
  await page.locator('#palette-list[aria-busy="false"]').waitFor();
};

const generateKey: Prepare = async (page) => {
  await page.getByRole('button', { name: 'Add MCP Server' }).first().click();
  await page.getByRole('textbox', { name: 'Which client will use it?' }).fill('Gemini CLI on the laptop');
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByRole('button', { name: 'I have copied it' }).waitFor();
};

const askToErase: Prepare = async (page) => {
  const memory = page.getByRole('region', { name: 'The open memory' });
  await memory.getByRole('button', { name: /^More for / }).click();
  await page.getByRole('menuitem', { name: 'Delete permanently…' }).click();
  await page.getByRole('alertdialog').getByRole('textbox').waitFor();
};

const showDetails: Prepare = async (page) => {
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Details', exact: true }).first().click();
  await page.locator('.details').waitFor();
};

const acceptInvitation: Prepare = async (page, { invitation = '' }) => {
  await page.evaluate((code) => location.assign(`#/join/${code}`), invitation);
  await page.getByRole('button', { name: 'Join' }).waitFor();
};

const connectElsewhere: Prepare = async (page, { remote = '' }) => {
  await page.getByLabel('Address').fill(remote);
  await page.getByLabel('Personal access token').fill('kst_local_something');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('alert').waitFor();
};

const team: readonly Screen[] = [
  { ...plain('team', 'Team, for who runs the server', 'team', { states: everyState }), as: 'operator' },
  { ...plain('team-owner', 'Team, for an owner', 'team'), as: 'owner' },
  { ...plain('team-admin', 'Team, for an admin', 'team', { states: ['typical', 'full'] }), as: 'admin' },
  { ...plain('team-member', 'Team, for a member', 'team', { states: ['typical', 'full'] }), as: 'member' },
  {
    ...plain('team-inviting', 'Inviting somebody', 'team', { prepare: press('Invite somebody') }),
    as: 'operator',
  },
  {
    ...plain('team-joining', 'Accepting an invitation', 'home', { prepare: acceptInvitation }),
    as: 'nobody',
  },
  { ...plain('team-elsewhere', 'The app: connecting to another server', 'settings/remote'), as: 'app' },
  {
    ...plain('team-certificate', 'The app: a certificate that is not trusted', 'settings/remote', {
      prepare: connectElsewhere,
    }),
    as: 'app',
  },
];

export const screens: readonly Screen[] = [
  { ...plain('sign-in', 'Signing in', 'home'), isSignedOut: true },
  plain('welcome', 'First run', 'welcome', { states: ['empty'] }),
  plain('projects', 'Projects', 'home', { states: everyState }),
  plain('project-new', 'Creating a project', 'home', { prepare: press('Create Project') }),
  tab('documents', 'Documents', everyState),
  inProject('documents-adding', 'adding documents', () => 'documents', { prepare: press('Add Documents') }),
  tab('memories', 'Memories', everyState),
  inProject('memory', 'a memory', ({ memory }) => `memories/${memory}`),
  inProject('memory-history', 'history of a memory', ({ memory }) => `memories/${memory}`, {
    prepare: openTab('History'),
  }),
  inProject('memory-new', 'writing a memory', () => 'memories/new'),
  inProject('memory-erasing', 'deleting a memory for ever', ({ memory }) => `memories/${memory}`, {
    prepare: askToErase,
  }),
  tab('conversations', 'Conversations'),
  inProject('conversation', 'a conversation', ({ conversation }) => `conversations/${conversation}`),
  tab('values', 'Key-value'),
  inProject('value', 'a value', ({ entry }) => `values/${entry}`),
  tab('servers', 'MCP Servers'),
  inProject('servers-adding', 'adding an MCP server', () => 'servers', { prepare: press('Add MCP Server') }),
  inProject('servers-secret', 'the secret of a key', () => 'servers', { prepare: generateKey }),
  tab('history', 'History', everyState),
  inProject('history-commit', 'a commit', () => 'history', { prepare: openRow }),
  inProject('history-compare', 'comparing two points', () => 'history', { prepare: openTab('Compare') }),
  tab('settings', 'Settings', ['typical', 'error']),
  plain('drive', 'Document Drive', 'drive', { states: mostStates }),
  {
    name: 'drive-folder',
    title: 'A folder of the drive',
    hash: ({ folder }) => `#/drive/${folder}`,
    states: ['typical', 'full'],
  },
  {
    name: 'drive-details',
    title: 'A file of the drive',
    hash: ({ folder }) => `#/drive/${folder}`,
    prepare: showDetails,
  },
  plain('drive-recent', 'Recently used files', 'drive/recent'),
  preview('pdf', 'PDF'),
  {
    name: 'preview-cited',
    title: 'Preview: the cited place',
    hash: ({ pdf }) => `#/preview/${pdf}//2`,
    prepare: (page) => page.locator('.cited-box').first().waitFor(),
  },
  preview('letter', 'Word document'),
  preview('sheet', 'table'),
  preview('picture', 'picture'),
  plain('trash', 'Trash', 'trash', { states: mostStates }),
  plain('search', 'Search', 'search/insurance', { states: mostStates }),
  plain('search-ai', 'What would my AI see?', 'search/insurance', {
    prepare: press('What would my AI see?', async (page) => {
      await page.getByRole('tab', { name: 'Exact text' }).waitFor();
    }),
  }),
  plain('activity', 'Activity', 'activity', { states: everyState }),
  plain('review', 'Review', 'review', { states: mostStates }),
  plain('conflicts', 'Conflicts', 'conflicts', { states: mostStates }),
  plain('servers', 'AI Clients', 'servers', { states: mostStates }),
  plain('palette', 'Search everywhere', 'home', { prepare: typeInPalette }),
  plain('keys', 'Keys of the keyboard', 'home', { prepare: (page) => page.keyboard.press('?') }),
  settings('appearance', 'Appearance'),
  settings('language', 'Language'),
  settings('server', 'Server'),
  settings('sync', 'Sync'),
  settings('storage', 'Storage'),
  settings('search', 'Search'),
  settings('portable', 'Export and import'),
  settings('backups', 'Backups'),
  settings('erasure', 'Permanent deletion'),
  settings('updates', 'Updates'),
  settings('diagnostics', 'Diagnostics'),
  settings('about', 'About'),
  ...team,
];
