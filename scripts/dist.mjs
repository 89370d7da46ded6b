/** `npm run dist`: the installers of this system with checksums, bill of materials and licences, as far as they can be made. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findElectron, howToGet } from './electron-binary.mjs';
import { npmCommand } from './install.mjs';
import { licencesText, shippedPackages } from './licences.mjs';
import { pickNode } from './pinned-node.mjs';
import { endAs, root, run, say } from './project.mjs';
import { signFeeds } from './sign-feeds.mjs';

const release = path.resolve(root, process.env['KEEPSAKE_RELEASE_FOLDER'] ?? 'release');
const licences = path.join(root, '.build', 'THIRD-PARTY-LICENSES.txt');
const installers = { darwin: 'dmg, zip', win32: 'nsis' }[String(process.platform)] ?? 'AppImage, deb';
const system = { darwin: 'mac', win32: 'win' }[String(process.platform)] ?? 'linux';

/** The Node.js that the app starts the server with. */
function stageNode() {
  const folder = path.join(root, '.build', 'app-node', `${system}-${process.arch}`);
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(pickNode(), path.join(folder, binary));
}

/** Of what ships: npm would leave out what is bundled, and Electron itself, as packages for development. */
async function writeBillOfMaterials() {
  const npm = npmCommand();
  const { stdout, code } = await outputOf(npm.program, [
    ...npm.args,
    'sbom',
    '--sbom-format=cyclonedx',
    '--package-lock-only',
  ]);
  if (code !== 0) throw new Error('`npm sbom` failed; what it said is above.');
  const bill = JSON.parse(stdout);
  const shipped = new Set(shippedPackages().map(({ name, version }) => `${name}@${version}`));
  const own = bill.metadata.component['bom-ref'];
  const isKept = (/** @type {string} */ ref) => ref === own || shipped.has(ref);
  bill.metadata.component.name = 'keepsake';
  bill.metadata.component.type = 'application';
  bill.components = bill.components.filter((/** @type {any} */ one) => isKept(one['bom-ref']));
  bill.dependencies = bill.dependencies
    .filter((/** @type {any} */ one) => isKept(one.ref))
    .map((/** @type {any} */ one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter(isKept) }));
  writeFileSync(path.join(release, 'keepsake.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
}

/** @param {string} program @param {readonly string[]} args @returns {Promise<{ stdout: string, code: number }>} */
async function outputOf(program, args) {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.once('error', reject);
    child.once('close', (code) => resolve({ stdout, code: code ?? 1 }));
  });
}

/** What the environment adds to electron-builder.yml. */
function buildOptions() {
  const {
    KEEPSAKE_UPDATE_URL: feed,
    KEEPSAKE_PUBLISHER: publisher,
    KEEPSAKE_UPDATE_PUBLIC_KEY: key,
  } = process.env;
  const keyFile = path.join(root, 'dist', 'electron', 'update-key.pem');
  rmSync(keyFile, { force: true });
  if (key) cpSync(key, keyFile);
  return [
    ...(feed ? ['-c.publish.provider=generic', `-c.publish.url=${feed}`] : []),
    ...(publisher ? [`-c.win.signtoolOptions.publisherName=${publisher}`] : []),
  ];
}

/** @param {string} file @returns {Promise<string>} */
async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest('hex');
}

async function writeChecksums() {
  const names = readdirSync(release, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !['SHA256SUMS', 'builder-debug.yml'].includes(entry.name))
    .map(({ name }) => name)
    .sort();
  const lines = await Promise.all(
    names.map(async (name) => `${await sha256Of(path.join(release, name))}  ${name}\n`),
  );
  writeFileSync(path.join(release, 'SHA256SUMS'), lines.join(''));
  return names;
}

rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
await writeBillOfMaterials();
stageNode();
writeFileSync(licences, licencesText());
cpSync(licences, path.join(release, path.basename(licences)));
const options = buildOptions();
const electron = findElectron();
if (electron === undefined) {
  const names = await writeChecksums();
  say(`made in ${release}: ${[...names, 'SHA256SUMS'].join(', ')}`);
  say(`stopped before the installers (${installers}): they hold Electron.\n${howToGet}`);
  process.exit(1);
}
const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
const built = await run(process.execPath, [
  builder,
  '--publish=never',
  `-c.directories.output=${release}`,
  `-c.electronDist=${electron.folder}`,
  ...options,
  ...process.argv.slice(2),
]);
if (built.code !== 0) {
  say('electron-builder stopped; what it said is above.');
  endAs(built);
}
const signingKey = process.env['KEEPSAKE_UPDATE_PRIVATE_KEY'];
if (signingKey) say(`signed ${signFeeds(release, readFileSync(signingKey, 'utf8')).join(', ')}`);
else say('no KEEPSAKE_UPDATE_PRIVATE_KEY: the feed is not signed, and no app will take it as an update.');
say(`made in ${release}: ${(await writeChecksums()).join(', ')}, SHA256SUMS`);
