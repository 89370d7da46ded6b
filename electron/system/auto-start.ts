/** Starting with the computer: by the system's own list, and on Linux by a file of the XDG autostart folder. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

export interface AutoStart {
  isEnabled(): boolean;
  set(enabled: boolean): Promise<boolean>;
}

/** The part of Electron's app that macOS and Windows need. */
export interface LoginItems {
  getLoginItemSettings(options?: { args?: string[] }): { openAtLogin: boolean };
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[] }): void;
}

/** Opens no window. */
export const hiddenOption = '--hidden';

export function loginItemsAutoStart(app: LoginItems): AutoStart {
  const isEnabled = (): boolean => app.getLoginItemSettings({ args: [hiddenOption] }).openAtLogin;
  return {
    isEnabled,
    async set(enabled) {
      app.setLoginItemSettings({ openAtLogin: enabled, args: [hiddenOption] });
      return Promise.resolve(isEnabled());
    },
  };
}

/** @param program its full path; an AppImage's own and not where it is mounted */
export function desktopFileAutoStart(env: NodeJS.ProcessEnv, program: string): AutoStart {
  const config = env['XDG_CONFIG_HOME'];
  const folder =
    config !== undefined && isAbsolute(config) ? config : join(env['HOME'] ?? homedir(), '.config');
  const file = join(folder, 'autostart', 'keepsake.desktop');
  return {
    isEnabled: () => existsSync(file),
    async set(enabled) {
      if (!enabled) await rm(file, { force: true });
      else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, desktopFile(program), { mode: 0o644 });
      }
      return existsSync(file);
    },
  };
}

function desktopFile(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Keepsake',
    `Exec=${quoted(program)} ${hiddenOption}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Two rounds of escaping (Desktop Entry Specification 1.5, "The Exec key"): the argument's, then the string's. */
function quoted(program: string): string {
  const argument = program.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  return `"${argument.replaceAll('\\', '\\\\')}"`;
}
