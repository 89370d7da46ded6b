/** What every npm script starts: sets the project up if need be, then runs a command or a file under the pinned Node. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { buildStale, prepare } from './bootstrap.mjs';
import { endAs, root, run, say, SetupError } from './project.mjs';

/** Each is run by Node from the project's folder.
 * @type {Readonly<Record<string, { build?: boolean, args: readonly string[] }>>} */
const commands = {
  start: { build: true, args: ['dist/keepsake.mjs', 'serve', '--start'] },
  test: { build: true, args: ['node_modules/vitest/vitest.mjs', 'run'] },
  check: { args: ['scripts/check.mjs'] },
  types: { args: ['node_modules/typescript/bin/tsc', '-b'] },
  lint: { args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  format: { args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
  'format:fix': { args: ['node_modules/oxfmt/bin/oxfmt', '.'] },
  knip: { args: ['node_modules/knip/bin/knip.js'] },
  build: { build: true, args: [] },
  i18n: { args: ['node_modules/@lingui/cli/dist/lingui.js', 'extract', '--clean'] },
  'i18n:check': { args: ['node_modules/@lingui/cli/dist/lingui.js', 'check', 'missing', '--verbose'] },
  app: { build: true, args: ['scripts/app.mjs'] },
  dist: { build: true, args: ['scripts/dist.mjs'] },
};

/** A known command, or a source file such as bench/concurrency.ts that wants everything built.
 * @param {string} name */
function commandOf(name) {
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known) return known;
  if (existsSync(path.join(root, name))) return { build: true, args: [name] };
  throw new SetupError(
    `there is no command and no file called ${name}; commands: ${Object.keys(commands).join(', ')}`,
  );
}

/** @param {readonly string[]} argv */
async function main([name = 'start', ...rest]) {
  const command = commandOf(name);
  const runtime = await prepare();
  if (command.build) await buildStale(runtime);
  if (command.args.length > 0) endAs(await run(runtime.node, [...command.args, ...rest], runtime.env));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(1);
}
