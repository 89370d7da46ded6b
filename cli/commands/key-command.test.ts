/** A master key that a real program prints, and each way in which it does not. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeyCommand } from './key-command.ts';
import { readMasterKeys } from './shared-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'ks-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const secret = randomBytes(32);
/** A program that does this in JavaScript, as the variable names it. */
const program = (does: string, ...args: string[]) => JSON.stringify([process.execPath, '-e', does, ...args]);
const printing = (text: string) => program(`process.stdout.write(process.argv[1])`, text);
const keysOf = (command: string, more: Record<string, string> = {}) =>
  readMasterKeys({ KEEPSAKE_MASTER_KEY_COMMAND: command, ...more });

describe('a program that prints the master key', () => {
  it.each([
    ['base64', `${secret.toString('base64')}\n`],
    ['hex', secret.toString('hex')],
  ])('as %s', async (_form, text) => {
    expect(await keysOf(printing(text))).toEqual({ masterKey: secret, newerKeys: [] });
  });

  it('may print several, the newest first', async () => {
    const [newest, newer] = [randomBytes(32), randomBytes(32)];
    const lines = [newest.toString('base64'), newer.toString('hex'), secret.toString('base64'), ''];
    expect(await keysOf(printing(lines.join('\n')))).toEqual({
      masterKey: secret,
      newerKeys: [newest, newer],
    });
  });

  it('unwraps one that is kept wrapped, which is how a key-management service is used', async () => {
    // A stand-in for such a service: it holds the wrapping key, and turns what is in the file into the master key.
    const wrapping = randomBytes(32);
    const file = join(folder, 'wrapped');
    const xor = (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => byte ^ (wrapping[i] ?? 0)));
    writeFileSync(file, xor(secret));
    const unwrap = `const [, file, key] = process.argv; const wrapping = Buffer.from(key, 'hex');
      const bytes = require('node:fs').readFileSync(file).map((byte, i) => byte ^ wrapping[i]);
      process.stdout.write(Buffer.from(bytes).toString('base64'))`;
    const command = program(unwrap, file, wrapping.toString('hex'));
    expect((await keysOf(command)).masterKey).toEqual(secret);
  });

  it('is given its arguments as they are: no shell reads them', async () => {
    const file = join(folder, 'made-by-a-shell');
    await keysOf(
      program(`process.stdout.write('${secret.toString('hex')}')`, `$(touch ${file}); touch ${file}`),
    );
    expect(existsSync(file)).toBe(false);
  });
});

describe('without a master key, and without a word of what the program said,', () => {
  const said = 'quince-canary-7431';
  const failure = async (command: string, limitMs?: number) => {
    const error = await readKeyCommand(command, limitMs).then(
      (text) => new Error(`it answered ${text}`),
      (thrown: Error & { code?: string }) => thrown,
    );
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain(said);
    return error;
  };

  it('one that is not there', async () => {
    expect(await failure(JSON.stringify([join(folder, 'nowhere'), said]))).toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
      message: expect.stringContaining('cannot be started (ENOENT)') as string,
    });
  });

  it('one that fails', async () => {
    const fails = program(`console.log('${said}'); console.error('${said}'); process.exit(7)`);
    expect(await failure(fails)).toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
      message: expect.stringContaining('exit code 7') as string,
    });
    expect(await failure(program(`process.kill(process.pid, 'SIGKILL')`))).toMatchObject({
      message: expect.stringContaining('SIGKILL') as string,
    });
  });

  it.skipIf(process.platform === 'win32')(
    'one that hangs, which is ended with all that it started',
    async () => {
      const file = join(folder, 'pid');
      const hangs = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'inherit', 'ignore'] });
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
      console.log('${said}'); setInterval(() => {}, 1000)`;
      expect(await failure(program(hangs), 1_500)).toMatchObject({
        code: 'SECRETS_UNAVAILABLE',
        message: expect.stringContaining('did not end within 1.5 s') as string,
      });
      const pid = Number(readFileSync(file, 'utf8'));
      await expect.poll(() => isRunning(pid)).toBe(false);
    },
  );

  it('one that prints without end', async () => {
    const prints = program(`setInterval(() => process.stdout.write('${said}'.repeat(100)), 1)`);
    expect(await failure(prints)).toMatchObject({
      message: expect.stringContaining('more than a key') as string,
    });
  });

  it.each([
    ['nothing', ''],
    ['words', said],
    ['half a key', secret.subarray(16).toString('hex')],
    ['a key and words', `${secret.toString('hex')} ${said}`],
  ])('one that prints %s', async (_what, text) => {
    await expect(keysOf(printing(text))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.not.stringContaining(said) as string,
    });
  });

  it.each([`vault read ${said}`, '[]', '{}', '["vault", 1]', '[""]'])(
    '%s, which names none',
    async (command) => {
      expect(await failure(command)).toMatchObject({
        code: 'VALIDATION_ERROR',
        message: expect.stringContaining('JSON array') as string,
      });
    },
  );

  it('one beside a file: it is not said which', async () => {
    await expect(keysOf(printing(said), { KEEPSAKE_MASTER_KEY: said })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(
        /Both KEEPSAKE_MASTER_KEY_COMMAND and KEEPSAKE_MASTER_KEY are set/,
      ) as string,
    });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and is not taken note of is no more running.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
