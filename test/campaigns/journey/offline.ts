/** A network of the campaign's own, in which nothing but loopback exists: for the page, the server, bridges and clients alike. */
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import process from 'node:process';

/** Whether no interface of this process leads anywhere else. */
export function isCutOff(): boolean {
  return Object.values(networkInterfaces())
    .flat()
    .every((address) => address?.internal !== false);
}

const isInside = 'KEEPSAKE_JOURNEY_CUT_OFF';

/**
 * Runs this program again where only loopback is, and ends with its code. Comes back where it is there already, and where
 * the system has no such thing (Linux with unprivileged namespaces alone has).
 */
export function cutOff(): void {
  if (process.env[isInside] !== undefined) return;
  const inside = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];
  const canDo = spawnSync('unshare', [...inside, 'true'], { stdio: 'ignore' }).status === 0;
  if (!canDo) return;
  const { status } = spawnSync('unshare', [...inside, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [isInside]: '1' },
  });
  process.exit(status ?? 1);
}
