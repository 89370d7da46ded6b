/** Makes a fresh clone ready to run: packages, the pinned Node, and whatever has to be built. Runs on Node 20 without packages. */
import path from 'node:path';
import { isStale, products } from './freshness.mjs';
import { install, isInstalled } from './install.mjs';
import { withSetUpLock } from './lock.mjs';
import { pickNode } from './pinned-node.mjs';
import { root, run, say, SetupError, withPath } from './project.mjs';

/** Installs if need be.
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to go on with, and an environment that has it first on the path */
export async function prepare() {
  if (!isInstalled()) await withSetUpLock(install);
  const node = pickNode();
  return { node, env: withPath(path.dirname(node)) };
}

/** Builds the bundles and the page if their sources have changed.
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime */
export async function buildStale({ node, env }) {
  if (!Object.values(products).some(isStale)) return;
  await withSetUpLock(async () => {
    say('building what has changed');
    const { code } = await run(node, [path.join(root, 'scripts', 'build.mjs')], env);
    if (code !== 0) throw new SetupError('the build failed; what it said is above.');
  });
}
