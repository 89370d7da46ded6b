/** Runs this benchmark again inside a desktop session of its own whose keychain is unlocked, as a person's is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const mark = 'KEEPSAKE_BENCH_SESSION';
const unlock =
  'printf bench | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; exec "$0" "$@"';

/** Whether this process has a keychain. Where one can be made, this call runs the benchmark in it and does not return. */
export function hasKeychain(): boolean {
  if (process.env[mark] !== undefined) return true;
  if (
    process.platform !== 'linux' ||
    !isInstalled('dbus-run-session') ||
    !isInstalled('gnome-keyring-daemon')
  )
    return false;
  const home = mkdtempSync(join(tmpdir(), 'ks-'));
  const env = { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, [mark]: '1' };
  const args = ['--', 'sh', '-c', unlock, process.execPath, ...process.argv.slice(1)];
  const { status } = spawnSync('dbus-run-session', args, { env, stdio: 'inherit' });
  rmSync(home, { recursive: true, force: true });
  process.exit(status ?? 1);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
