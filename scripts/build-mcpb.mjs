/** Builds the bundle for clients that install bundles: `dist/mcpb/keepsake-SYSTEM.mcpb`, a ZIP with manifest and bridge. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';
import { manifest } from '../packaging/mcpb/manifest.mjs';
import { zip } from '../packaging/mcpb/zip.mjs';
import { root, say } from './project.mjs';

const keychain = '@napi-rs/keyring';

async function bundleBridge() {
  const bundle = await rolldown({
    cwd: root,
    input: 'packaging/mcpb/bridge.mjs',
    platform: 'node',
    external: [keychain],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return Buffer.from(output[0].code);
}

/** The package and the add-on of this system. */
function keychainFiles() {
  const scope = path.join(root, 'node_modules', path.dirname(keychain));
  return readdirSync(scope)
    .filter((name) => name.startsWith(path.basename(keychain)))
    .flatMap((name) => readdirSync(path.join(scope, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /(?:\.c?js|\.json|\.node|LICENSE)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      path: `server/${path.relative(root, file).replaceAll('\\', '/')}`,
      data: readFileSync(file),
    }));
}

const about = manifest();
const bytes = zip([
  { path: 'manifest.json', data: Buffer.from(`${JSON.stringify(about, null, 2)}\n`) },
  { path: 'LICENSE', data: readFileSync(path.join(root, 'LICENSE')) },
  { path: 'server/bridge.mjs', data: await bundleBridge() },
  ...keychainFiles(),
]);
const result = path.join('dist', 'mcpb', `keepsake-${process.platform}-${process.arch}.mcpb`);
mkdirSync(path.dirname(path.join(root, result)), { recursive: true });
writeFileSync(path.join(root, result), bytes);
say(`built ${result} (${(bytes.length / 1e6).toFixed(1)} MB)`);
