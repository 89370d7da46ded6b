/** What the app does with the system around it: addresses, arguments, starting with the computer, records of crashes. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktopFileAutoStart, loginItemsAutoStart } from './auto-start.ts';
import { createCrashRecord } from './crash-record.ts';
import { openExternal, readExternal } from './external.ts';
import { readArguments } from './opened.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-system-'));
});

afterAll(() => rm(folder, { recursive: true }));

test.each([
  'http://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'ms-msdt:/id',
  'keepsake://open',
  'https://bank.example@evil.example/',
  'vscode://file/etc/passwd',
  'https://',
  '',
])('%s is never opened', async (address) => {
  const opened: string[] = [];
  const asked = {
    confirm: () => Promise.resolve(true),
    open: (url: string) => Promise.resolve(void opened.push(url)),
  };
  expect([await openExternal(address, asked), opened]).toEqual([false, []]);
});

test('a web page and a mail open once a person has seen where they lead', async () => {
  const opened: string[] = [];
  const asked: string[] = [];
  const options = {
    confirm: (place: string) => Promise.resolve(asked.push(place) !== 2),
    open: (url: string) => Promise.resolve(void opened.push(url)),
  };
  expect(await openExternal('https://example.org/a?b#c', options)).toBe(true);
  expect(await openExternal('https://second.example/', options)).toBe(false);
  expect(await openExternal('mailto:me@example.org?attach=/etc/passwd&body=x', options)).toBe(true);
  expect(asked).toEqual(['example.org', 'second.example', 'me@example.org']);
  expect(opened).toEqual(['https://example.org/a?b#c', 'mailto:me@example.org']);
});

test('an address that looks like another shows its true host', () => {
  expect(readExternal('https://аpple.com/')?.place).toBe('xn--pple-43d.com');
});

test('arguments are told apart: links, files that exist, options', async () => {
  await writeFile(join(folder, 'a.txt'), 'a');
  const argv = [
    '/opt/keepsake',
    '--hidden',
    '--inspect=1',
    'KEEPSAKE://open',
    'a.txt',
    'gone.txt',
    join(folder, 'a.txt'),
  ];
  expect(readArguments(argv, 1, folder)).toEqual({
    links: ['KEEPSAKE://open'],
    files: [join(folder, 'a.txt'), join(folder, 'a.txt')],
  });
});

test('on Linux a desktop file starts the app, hidden, and goes again', async () => {
  const autoStart = desktopFileAutoStart({ XDG_CONFIG_HOME: folder }, '/opt/My "Apps" 100%/keepsake');
  expect(autoStart.isEnabled()).toBe(false);
  expect(await autoStart.set(true)).toBe(true);
  const file = await readFile(join(folder, 'autostart', 'keepsake.desktop'), 'utf8');
  expect(file).toContain(String.raw`Exec="/opt/My \\"Apps\\" 100%%/keepsake" --hidden`);
  expect([await autoStart.set(false), autoStart.isEnabled()]).toEqual([false, false]);
});

test('elsewhere the system’s own list does', async () => {
  let openAtLogin = false;
  const autoStart = loginItemsAutoStart({
    getLoginItemSettings: () => ({ openAtLogin }),
    setLoginItemSettings: (settings) => void ({ openAtLogin } = settings),
  });
  expect([await autoStart.set(true), autoStart.isEnabled()]).toEqual([true, true]);
});

test('a crash is kept without a word of what a person wrote', async () => {
  const crashes = createCrashRecord(join(folder, 'logs'), '1.0.0');
  const error = new TypeError('My diary\n    at secret (/home/me/diary.txt:1:1)');
  crashes.add({ process: 'main', reason: 'uncaught', error });
  crashes.add({ process: 'page', reason: 'oom', exitCode: 5 });
  const text = await readFile(crashes.file, 'utf8');
  expect(text).not.toMatch(/diary|home|secret/);
  const [first, second] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ process: 'main', reason: 'uncaught', name: 'TypeError', version: '1.0.0' });
  expect(JSON.stringify(first?.['frames'])).toContain('system.test.ts');
  expect(second).toMatchObject({ process: 'page', reason: 'oom', exitCode: 5 });
  const { mode } = await stat(crashes.file);
  expect(process.platform === 'win32' ? 0 : mode & 0o077).toBe(0);
});

test('only the latest crashes are kept', async () => {
  const crashes = createCrashRecord(join(folder, 'many'), '1.0.0');
  for (let i = 0; i < 60; i++) crashes.add({ process: 'page', reason: 'crashed', exitCode: i });
  const lines = (await readFile(crashes.file, 'utf8')).trimEnd().split('\n');
  expect([lines.length, lines.at(-1)]).toEqual([50, expect.stringContaining('"exitCode":59')]);
});
