/** Which part of the project may import which: the one table that lint and the direction test read. */

/** What outside code a part may use: everything, no Node, or one list of packages and no Node. */
/** @typedef {'any' | 'no-node' | readonly string[]} Outside */
/** @typedef {{ readonly path: string, readonly may: readonly string[], readonly outside: Outside }} Part */

const shared = ['contract', 'local'];
const engines = ['server/store', 'server/search', 'server/extract'];

/** The longest matching path decides, so `server` stands for the files directly in `server/` alone.
 * @type {readonly Part[]} */
export const parts = [
  { path: 'contract', may: [], outside: ['zod'] },
  { path: 'local', may: ['contract'], outside: 'any' },
  ...engines.map((path) => ({ path, may: shared, outside: /** @type {const} */ ('any') })),
  { path: 'server/services', may: [...shared, ...engines], outside: 'any' },
  { path: 'server/faces', may: [...shared, 'server/services'], outside: 'any' },
  { path: 'server', may: [...shared, ...engines, 'server/services', 'server/faces'], outside: 'any' },
  { path: 'bridge', may: shared, outside: 'any' },
  { path: 'cli', may: [...shared, 'server', 'bridge'], outside: 'any' },
  { path: 'renderer', may: ['contract'], outside: 'no-node' },
];

/** The part a file belongs to; a path is relative to the project, with forward slashes.
 * @param {string} file
 * @returns {Part | undefined} nothing for test, bench, scripts and files at the top, which may import all */
export function partOf(file) {
  return parts
    .filter((part) => file.startsWith(`${part.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** Tests stand beside the source they test and may import the harness.
 * @param {string} file */
export function isTest(file) {
  return /(^|\/)(test|bench)\/|\.test\.tsx?$|(^|[./])suite\.ts$/.test(file);
}
