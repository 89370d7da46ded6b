#!/usr/bin/env node
/** The `keepsake` command. `bridge` is told apart first, since clients start it often and wait for it. */
const lingerMs = 2_000;
const [command, ...rest] = process.argv.slice(2);

if (command === 'bridge' && !rest.includes('--help') && !rest.includes('-h')) {
  const { runBridge } = await import('../bridge/index.ts');
  await runBridge(rest);
} else {
  const { runProgram } = await import('./program.ts');
  // Whoever reads the output may stop early, as in `keepsake search … | head`.
  process.stdout.on('error', () => process.exit());
  process.exitCode = await runProgram(process.argv);
  // What a failure left open must not keep the process.
  setTimeout(() => process.exit(), lingerMs).unref();
}
