/** The journey's second half: a memory written, changed, compared and put back; clients with keys, and one taken away. */
import { clients, serversOf, type ClientProgram } from './clients.ts';
import { inSidebar, named, type Walk } from './walk.ts';

const texts = { first: 'The ferry leaves at seven.', second: 'The ferry leaves at nine.' };
const keyName = 'Cursor on my laptop';

export async function writeMemory({ stage, hands, task, look }: Walk): Promise<void> {
  await task('Write a memory', async () => {
    await hands.press(named(stage, 'link', 'Memories'));
    await hands.press(named(stage, 'button', 'Add Memory'));
    await hands.write(stage.page.getByRole('textbox', { name: 'Memory' }), texts.first);
    await hands.press(saving({ stage }));
    await named(stage, 'button', 'Edit').waitFor();
  });
  await look('memories');
}

/** @returns the secret, as the page showed it this once */
export async function makeKey({ stage, hands, task, look }: Walk): Promise<string> {
  const { page } = stage;
  await task('Make a key for a client', async () => {
    await hands.press(named(stage, 'link', 'MCP Servers'));
    await hands.press(named(stage, 'button', 'Add MCP Server'));
    await hands.write(page.getByLabel('Which client will use it?'), keyName);
    await hands.press(named(stage, 'button', 'Generate'));
    await page.getByRole('dialog', { name: 'The secret, shown this once' }).waitFor();
  });
  await look('the secret of a key');
  const secret = (await page.locator('.secret code').textContent()) ?? '';
  await hands.press(named(stage, 'button', 'I have copied it'));
  expectStatus(await stage.statusFor(secret), 200);
  return secret;
}

/** Each is connected as its person would, says so itself, and has its proof in the page. */
export async function connectClients(walk: Walk): Promise<void> {
  const { stage, hands, task, look } = walk;
  const { page } = stage;
  await hands.press(inSidebar(stage, 'AI Clients'));
  for (const [at, client] of clients.entries()) {
    const connect = () =>
      stage.command === undefined ? connectInApp(walk, client) : connectByCommand(walk, client);
    await (at === 0 ? task('Connect an AI client', connect) : connect());
    const said = await serversOf(client, stage.home);
    if (!client.lists.test(said)) throw new Error(`${client.name} does not know the server:\n${said}`);
  }
  await look('AI clients');
  await hands.press(inSidebar(stage, 'Settings'));
  await hands.press(named(stage, 'link', 'About'));
  await hands.press(named(stage, 'link', 'Show the first steps again'));
  const proof = page.getByLabel('Proof');
  await proof.getByText(/wrote a memory, today/).waitFor();
  await proof.getByText(/recalled a memory, today/).waitFor();
  await look('the proof');
  await hands.press(inSidebar(stage, 'Activity'));
  for (const { name } of clients) await page.getByText(name).first().waitFor();
  await look('activity');
}

async function connectInApp({ stage, hands }: Walk, { name }: ClientProgram): Promise<void> {
  const { page } = stage;
  await hands.press(named(stage, 'button', `Connect ${name}`));
  const dialog = page.getByRole('dialog', { name: `Connect ${name}` });
  await hands.press(dialog.getByRole('button', { name: 'Connect', exact: true }));
  await page.getByRole('dialog', { name: `${name} is connected and proven` }).waitFor({ timeout: 60_000 });
  await hands.press(named(stage, 'button', 'Done'));
}

/** A browser sees no programs of the computer; the page says which command does it. */
async function connectByCommand({ stage, hands }: Walk, { id, name }: ClientProgram): Promise<void> {
  await stage.page.getByText('keepsake connect', { exact: true }).waitFor();
  await hands.elsewhere(async () => {
    const done = await stage.command?.('connect', id, '--yes', '--project', 'Lighthouse');
    if (done?.code !== 0) throw new Error(`${name} was not connected:\n${done?.out}${done?.err}`);
  });
  await named(stage, 'button', name).waitFor();
}

export async function editAndRestore({ stage, hands, task, look }: Walk): Promise<void> {
  const { page } = stage;
  const detail = page.getByRole('region', { name: 'The open memory' });
  await hands.press(inSidebar(stage, 'Lighthouse'));
  await hands.press(named(stage, 'link', 'Memories'));
  await hands.press(
    page.getByRole('listbox', { name: 'Memories' }).getByRole('option', { name: /The ferry/ }),
  );
  await hands.press(detail.getByRole('button', { name: 'Edit', exact: true }));
  await hands.write(detail.getByRole('textbox', { name: 'Memory' }), texts.second);
  await hands.press(saving({ stage }));
  await task('See what changed, and put an older text back', async () => {
    await hands.press(detail.getByRole('tab', { name: 'History' }));
    await detail.locator('ins', { hasText: 'nine' }).first().waitFor();
    await hands.press(detail.getByRole('button', { name: 'Restore version 1' }));
    await detail.getByText('Version 3').waitFor();
  });
  await look('the history of a memory');
}

export async function revoke({ stage, hands, look }: Walk, secret: string): Promise<void> {
  const { page } = stage;
  await hands.press(named(stage, 'link', 'MCP Servers'));
  await hands.press(named(stage, 'button', `More for ${keyName}`));
  await hands.press(named(stage, 'menuitem', 'Revoke'));
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await look('revoking a key');
  await hands.press(question.getByRole('button', { name: 'Revoke' }));
  await page.getByText('Revoked', { exact: true }).waitFor();
  await look('keys');
  expectStatus(await stage.statusFor(secret), 401);
}

/** The button names the keys that do the same. */
function saving({ stage: { page } }: Pick<Walk, 'stage'>) {
  return page.getByRole('button', { name: /^Save\b/ });
}

function expectStatus(status: number, expected: number): void {
  if (status !== expected) throw new Error(`The key was answered ${status} where ${expected} was expected.`);
}
