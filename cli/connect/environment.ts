/** The places of this computer that decide where AI clients keep their files. */
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

export interface Environment {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** `XDG_CONFIG_HOME`, or `.config` at home. */
  readonly config: string;
  /** Windows: of this person on every computer, and on this one. */
  readonly appData: string;
  readonly localAppData: string;
  /** Where Claude Code and Codex were told to keep their files, if anywhere. */
  readonly claudeFolder?: string;
  readonly codexFolder?: string;
  /** A folder of work, for the rules of clients that have them there alone. */
  readonly workFolder?: string;
  /** The folders of `PATH`. */
  readonly programs: readonly string[];
}

export function thisEnvironment(workFolder?: string): Environment {
  const { env } = process;
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const config = env['XDG_CONFIG_HOME'];
  return {
    platform: process.platform,
    home,
    config: config !== undefined && isAbsolute(config) ? config : join(home, '.config'),
    appData: env['APPDATA'] ?? join(home, 'AppData', 'Roaming'),
    localAppData: env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
    ...(env['CLAUDE_CONFIG_DIR'] ? { claudeFolder: env['CLAUDE_CONFIG_DIR'] } : {}),
    ...(env['CODEX_HOME'] ? { codexFolder: env['CODEX_HOME'] } : {}),
    ...(workFolder === undefined ? {} : { workFolder: resolve(workFolder) }),
    programs: (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  };
}

/** Where desktop programs keep their settings on this system. */
export function applicationData({ platform, home, config, appData }: Environment): string {
  if (platform === 'win32') return appData;
  return platform === 'darwin' ? join(home, 'Library', 'Application Support') : config;
}

/** Whether a program can be started by its name. */
export function hasProgram({ programs, platform }: Environment, name: string): boolean {
  const endings = platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return programs.some((folder) => endings.some((ending) => isExecutable(join(folder, name + ending))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
