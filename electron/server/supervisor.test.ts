/** Keeping a real process running: crashes, a server that never starts, one that hangs, pause, and one that is not ours. */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { delayAfter } from './backoff.ts';
import { startChild, until } from './fixtures.suite.ts';
import type { ServerState } from './state.ts';
import { createSupervisor, type Supervisor, type SupervisorOptions } from './supervisor.ts';

const serves = "console.log('ready'); stay();";
const open: Supervisor[] = [];

afterEach(async () => {
  for (const supervisor of open.splice(0)) await supervisor.stop();
});

/** Each start runs the next script, the last one again and again. */
function supervise(scripts: readonly string[], options: Partial<SupervisorOptions> = {}) {
  const children: ChildProcess[] = [];
  const states: ServerState[] = [];
  const codes: string[] = [];
  const supervisor = createSupervisor({
    start() {
      const child = startChild(scripts[Math.min(children.length, scripts.length - 1)] ?? '');
      children.push(child);
      return child;
    },
    isHealthy: () => Promise.resolve(false),
    onChange: (state) => void states.push(state),
    onRecoveryCode: (code) => void codes.push(code),
    backoff: { firstMs: 1, longestMs: 4, tries: 3 },
    healthEveryMs: 100_000,
    ...options,
  });
  open.push(supervisor);
  return { supervisor, children, states, codes, names: () => states.map(({ state }) => state) };
}

test('a server that becomes ready runs, and stops when told', async () => {
  const { supervisor, children, names } = supervise([serves]);
  await supervisor.start();
  expect(supervisor.state()).toEqual({ state: 'running', own: true });
  await supervisor.stop();
  expect(children.map(({ signalCode }) => signalCode)).toEqual(['SIGTERM']);
  expect(names()).toEqual(['starting', 'running', 'stopping', 'stopped']);
});

test('a server that crashes is started again', async () => {
  const { supervisor, children, states } = supervise([
    "console.log('ready'); setTimeout(() => process.exit(3), 20)",
    serves,
  ]);
  await supervisor.start();
  await until(() => children.length === 2 && supervisor.state().state === 'running');
  expect(states).toEqual([
    { state: 'starting' },
    { state: 'running', own: true },
    { state: 'restarting', failures: 1 },
    { state: 'running', own: true },
  ]);
});

test('a server killed from outside is started again', async () => {
  const { supervisor, children } = supervise([serves]);
  await supervisor.start();
  children[0]?.kill('SIGKILL');
  await until(() => children.length === 2 && supervisor.state().state === 'running');
  expect(children[0]?.signalCode).toBe('SIGKILL');
});

test('a server that cannot start ends in a failure with its own words, and starts once that is mended', async () => {
  const fails =
    "console.error('{\"level\":50}'); console.error('keepsake: The keychain is locked.'); process.exit(1)";
  const { supervisor, children, names } = supervise([fails, fails, fails, serves]);
  await supervisor.start();
  await until(() => supervisor.state().state === 'failed');
  expect(supervisor.state()).toEqual({ state: 'failed', message: 'The keychain is locked.' });
  expect(children).toHaveLength(3);
  expect(names()).toEqual(['starting', 'restarting', 'restarting', 'failed']);
  await supervisor.start();
  expect(supervisor.state()).toEqual({ state: 'running', own: true });
});

test('a program that is not there is a failure too', async () => {
  const { spawn } = await import('node:child_process');
  const { supervisor } = supervise([], { start: () => spawn('/nowhere/node', []) });
  await supervisor.start();
  await until(() => supervisor.state().state === 'failed');
  expect(JSON.stringify(supervisor.state())).toContain('cannot be started');
});

test('a server that no longer answers is killed and started again', async () => {
  const { supervisor, children } = supervise([serves], {
    healthEveryMs: 1,
    backoff: { firstMs: 1, longestMs: 1, tries: 99 },
  });
  await supervisor.start();
  await until(() => children.length > 1);
  expect(children[0]?.signalCode).toBe('SIGKILL');
});

test('one that ran well for long has its earlier failures forgiven', async () => {
  const crashes = "console.log('ready'); setTimeout(() => process.exit(1), 5)";
  const { supervisor, children } = supervise([crashes, crashes, crashes, crashes, serves], { stableMs: 0 });
  await supervisor.start();
  await until(() => children.length === 5 && supervisor.state().state === 'running');
  expect(supervisor.state()).toEqual({ state: 'running', own: true });
});

test('a pause stops it and nothing starts it but a person', async () => {
  const { supervisor, children } = supervise([serves]);
  await supervisor.start();
  expect(await supervisor.pause()).toBe(true);
  expect([supervisor.state(), children[0]?.signalCode]).toEqual([{ state: 'paused' }, 'SIGTERM']);
  await supervisor.start();
  expect([supervisor.state(), children.length]).toEqual([{ state: 'running', own: true }, 2]);
});

test('a server that runs already is used and left alone; when it ends, ours takes over', async () => {
  let others = true;
  const { supervisor, children } = supervise([serves], {
    isHealthy: () => Promise.resolve(others),
    healthEveryMs: 1,
  });
  await supervisor.start();
  expect([supervisor.state(), children.length]).toEqual([{ state: 'running', own: false }, 0]);
  expect(await supervisor.pause()).toBe(false);
  others = false;
  await until(() => children.length > 0);
  others = true;
  await until(() => supervisor.state().state === 'running');
  expect(supervisor.state()).toEqual({ state: 'running', own: true });
});

test('the recovery code is handed on once and is in no state', async () => {
  const { supervisor, codes, states } = supervise([
    `console.log('Recovery code, shown this once: AAAA-BBBB'); ${serves}`,
  ]);
  await supervisor.start();
  expect(codes).toEqual(['AAAA-BBBB']);
  expect(JSON.stringify(states)).not.toContain('AAAA');
});

test('waiting doubles up to the longest, and ends', () => {
  const backoff = { firstMs: 500, longestMs: 3_000, tries: 5 };
  expect([1, 2, 3, 4, 5, 6].map((failures) => delayAfter(failures, backoff))).toEqual([
    500,
    1_000,
    2_000,
    3_000,
    undefined,
    undefined,
  ]);
});
