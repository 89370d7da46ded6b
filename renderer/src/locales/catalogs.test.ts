/** Every message of the page stands in every catalog and is translated; `npm run i18n:check` lists what is missing. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** @returns what Lingui's check says; it ends with 1 when something is wrong */
async function check(...what: string[]): Promise<string> {
  const command = ['node_modules/@lingui/cli/dist/lingui.js', 'check', ...what];
  // Under these, Lingui looks for the source files of its own workers.
  const { VITEST: _v, NODE_ENV: _n, ...env } = process.env;
  const ended = promisify(execFile)(process.execPath, command, { cwd: root, env });
  return ended.then(
    ({ stdout }) => stdout,
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  );
}

test('the catalogs hold the messages of the source (`npm run i18n` collects them)', async () => {
  expect(await check('sync')).toContain('PASS sync');
});

test('every message is translated into every language', async () => {
  expect(await check('missing', '--verbose')).toContain('PASS missing');
});
