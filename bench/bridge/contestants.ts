/** The bridges that are measured, each started as its users start it, in front of the same server. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { BridgeHome } from '../../test/journeys/bridge/home.ts';
import type { Command } from '../../test/journeys/official-clients.ts';

/** Kept out of the project's own dependencies: together 168 packages. */
const peers = { 'mcp-remote': '0.15.1', supergateway: '4.0.0' };
const folder = fileURLToPath(new URL('../../.build/bench-peers', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/keepsake.mjs', import.meta.url));
/** Where `npm run build:binary` puts it. */
export const executable = fileURLToPath(
  new URL(`../../dist/binary/keepsake${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);

/** @param secret of a key, given as each of them wants it */
export function contestants(home: BridgeHome, url: string, secret: string): Record<string, Command> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home.folder };
  const peer = (path: string, ...args: string[]): Command => ({
    command: process.execPath,
    args: [join(folder, 'node_modules', path), ...args],
    env,
  });
  const header = `Authorization: Bearer ${secret}`;
  return {
    keepsake: { command: process.execPath, args: [bundle, 'bridge'], env: home.env },
    'mcp-remote': peer('mcp-remote/dist/proxy.js', url, '--transport', 'http-only', '--header', header),
    supergateway: peer(
      'supergateway/dist/index.js',
      '--streamableHttp',
      url,
      '--oauth2Bearer',
      secret,
      '--logLevel',
      'none',
    ),
  };
}

/** Before anything goes into a session of its own, where npm would not find its settings. */
export function installPeers(): void {
  if (existsSync(join(folder, 'node_modules', 'supergateway'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: peers }));
  execFileSync('npm', ['install', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
}
