/** Everything a change must pass, in the order that fails fastest: types, lint, format, dead code, tests. */
import path from 'node:path';
import process from 'node:process';
import { endAs, root, run, say } from './project.mjs';

for (const step of ['types', 'lint', 'format', 'knip', 'test']) {
  say(`check: ${step}`);
  const result = await run(process.execPath, [path.join(root, 'scripts', 'run.mjs'), step]);
  if (result.code === 0) continue;
  say(`check: ${step} failed`);
  endAs(result);
  break;
}
