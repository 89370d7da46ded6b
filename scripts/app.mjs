/** `npm run app`: opens the desktop app from this clone. */
import process from 'node:process';
import { findElectron, howToGet } from './electron-binary.mjs';
import { pickNode } from './pinned-node.mjs';
import { endAs, root, run, say } from './project.mjs';

const electron = findElectron();
if (electron === undefined) {
  say(
    `the desktop app cannot be opened.\n${howToGet}\nUntil then \`npm start\` shows the same page in a browser.`,
  );
  process.exit(1);
}
endAs(
  await run(electron.program, [root, ...process.argv.slice(2)], {
    ...process.env,
    KEEPSAKE_NODE: pickNode(),
  }),
);
