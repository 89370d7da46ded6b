/** Networks of the campaign: what a killed run left is removed at the next start, what another run uses is not. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createNetwork, networkObstacle } from './network.ts';

const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });
const names = () =>
  ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0]);

it('begins by removing namespaces of processes that are gone, with what still runs there', async (context) => {
  const obstacle = networkObstacle();
  if (obstacle !== undefined) context.skip(obstacle);
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(gone, 'exit');
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  const [left, used] = [`ks-db-${gone.pid}`, `ks-db-${other.pid}`];
  for (const name of [left, used]) ip('netns', 'add', name);
  const inside = spawn('nsenter', [`--net=/run/netns/${left}`, 'sleep', '600'], { stdio: 'ignore' });
  try {
    await once(inside, 'spawn');
    await expect.poll(() => ip('netns', 'pids', left).trim()).toBe(String(inside.pid));
    const ended = once(inside, 'exit');
    {
      using network = createNetwork(1);
      expect(names()).toContain(`ks-db-${process.pid}`);
      expect(network.addresses).toHaveLength(1);
      expect([names().includes(left), names().includes(used)]).toEqual([false, true]);
    }
    expect(names()).not.toContain(`ks-db-${process.pid}`);
    await ended;
  } finally {
    inside.kill('SIGKILL');
    other.kill('SIGKILL');
    for (const name of [left, used]) if (names().includes(name)) ip('netns', 'del', name);
  }
});
