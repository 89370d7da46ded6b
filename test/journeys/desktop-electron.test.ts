/** A smoke test in a real Electron, where ELECTRON_OVERRIDE_DIST_PATH names one; it runs nowhere else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { expect, it } from 'vitest';
import { findElectron } from '../../scripts/electron-binary.mjs';
import { writePassphrase } from '../harness/electron/desktop.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const electron = findElectron();

it('the app opens its page in a real Electron, and the page has nothing of Node.js', async (context) => {
  if (electron === undefined) return context.skip('Electron’s binary is not on this computer');
  const home = await mkdtemp(join(tmpdir(), 'ks-'));
  const passphraseFile = join(home, 'passphrase');
  await writePassphrase(passphraseFile);
  const app = await _electron.launch({
    executablePath: electron.program,
    args: [root],
    env: {
      ...(process.env as Record<string, string>),
      KEEPSAKE_HOME: home,
      KEEPSAKE_NO_KEYCHAIN: '1',
      KEEPSAKE_PASSPHRASE_FILE: passphraseFile,
      KEEPSAKE_NODE: process.execPath,
    },
  });
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
  const page = await app.firstWindow();
  await page.getByRole('heading', { name: 'Welcome to Keepsake' }).waitFor();
  expect(page.url()).toBe('app://keepsake/#/welcome');
  const world = await page.evaluate(() => ({
    require: 'require' in globalThis,
    process: 'process' in globalThis,
    abilities: Object.keys((globalThis as unknown as { keepsake: object }).keepsake).length > 0,
  }));
  expect(world).toEqual({ require: false, process: false, abilities: true });
  expect(await page.evaluate(() => open('https://example.org/'))).toBeNull();
  await app.close();
  await rm(home, { recursive: true, force: true });
});
