#!/usr/bin/env node
/** The `keepsake` command. `bridge` is told apart first, since clients start it often and wait for it. */
const [command, ...rest] = process.argv.slice(2);

if (command === 'bridge' && !rest.includes('--help') && !rest.includes('-h')) {
  const { runBridge } = await import('../bridge/index.ts');
  await runBridge(rest);
} else {
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(process.argv);
}
