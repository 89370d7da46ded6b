/** Finds programs that some tests need beside Node; a missing one is a visible skip here and a failure in CI. */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

interface Component {
  readonly commands: readonly string[];
  /** Where it exists at all; elsewhere a skip is right even in CI. */
  readonly platforms: readonly NodeJS.Platform[];
  readonly usual?: readonly string[];
}

const components = {
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'chrome'],
    platforms: ['linux', 'darwin', 'win32'],
    usual: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
  },
  'gnome-keyring': { commands: ['gnome-keyring-daemon'], platforms: ['linux'] },
  dbus: { commands: ['dbus-run-session'], platforms: ['linux'] },
  pdftotext: { commands: ['pdftotext'], platforms: ['linux'] },
  // A program of the package; what tests use are its modules for /usr/bin/python3.
  'python3-onnx': { commands: ['check-model'], platforms: ['linux'] },
  // Debian keeps the server's programs by version, outside PATH.
  postgresql: {
    commands: ['initdb'],
    platforms: ['linux'],
    usual: ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin/initdb`),
  },
  // In a folder that is not everybody's PATH.
  haproxy: { commands: ['haproxy'], platforms: ['linux'], usual: ['/usr/sbin/haproxy'] },
  gcc: { commands: ['gcc'], platforms: ['linux'] },
} satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;

/** The part of vitest's test context that this needs. */
export interface Skippable {
  skip(note?: string): never;
}

/** The full path of a component's program, or nothing. */
export function findComponent(name: ComponentName, environment = process.env): string | undefined {
  const { commands, usual = [] }: Component = components[name];
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const extension = process.platform === 'win32' ? '.exe' : '';
  const candidates = folders.flatMap((folder) => commands.map((name) => path.join(folder, name + extension)));
  return [...candidates, ...usual].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The full path of a component's program. Missing, it skips the test with the reason; in CI it fails it instead,
 * unless the platform has no such thing.
 *
 * @example test('the page opens', async (context) => { const chromium = needs(context, 'chromium'); … });
 */
export function needs(context: Skippable, name: ComponentName, environment = process.env): string {
  const found = findComponent(name, environment);
  if (found !== undefined) return found;
  const { platforms }: Component = components[name];
  return missing(context, name, platforms.includes(process.platform), environment);
}

/**
 * The file to require for a package that Keepsake does without: installed beside Keepsake, or in the folder that
 * `KEEPSAKE_TEST_PACKAGES` names. Missing, it is treated as a program is.
 */
export function needsPackage(context: Skippable, name: string, environment = process.env): string {
  const folders = [process.cwd(), environment['KEEPSAKE_TEST_PACKAGES'] ?? process.cwd()];
  try {
    return createRequire(import.meta.url).resolve(name, { paths: folders });
  } catch {
    return missing(context, name, true, environment);
  }
}

function missing(
  context: Skippable,
  name: string,
  isExpected: boolean,
  environment: NodeJS.ProcessEnv,
): never {
  const reason = `${name} is not installed`;
  if (environment['CI'] && isExpected) throw new Error(`${reason}, and CI skips nothing`);
  return context.skip(reason);
}
