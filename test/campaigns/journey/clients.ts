/** Claude Code and Codex as npm installs them, run with a home of their own; neither is given a model to ask. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { npmCommand } from '../../../scripts/install.mjs';

const packages = ['@anthropic-ai/claude-code@2.1.330', '@openai/codex@0.169.0'];

export const clients = [
  { id: 'claude-code', name: 'Claude Code', program: 'claude', lists: /keepsake: .* Connected/ },
  { id: 'codex', name: 'Codex', program: 'codex', lists: /^keepsake .* enabled/m },
] as const;
export type ClientProgram = (typeof clients)[number];

/**
 * Installs both into a folder, unless they are there, and puts them first on this process's path. Their scripts are not run
 * by npm; the one that Claude Code needs copies its program into place.
 */
export function installClients(folder: string): void {
  const programs = join(folder, 'node_modules', '.bin');
  if (!clients.every(({ program }) => existsSync(join(programs, program)))) {
    mkdirSync(folder, { recursive: true });
    const { program, args } = npmCommand();
    const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    execFileSync(program, [...args, 'install', ...options, ...packages], { stdio: 'inherit' });
    const setUp = join(folder, 'node_modules', '@anthropic-ai', 'claude-code', 'install.cjs');
    if (existsSync(setUp)) execFileSync(process.execPath, [setUp], { stdio: 'inherit' });
  }
  process.env['PATH'] = programs + delimiter + (process.env['PATH'] ?? '');
}

/** What the client itself says of the servers it knows; Claude Code starts each and asks it. */
export async function serversOf({ program }: ClientProgram, home: string): Promise<string> {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)(program, ['mcp', 'list'], {
    env: environment,
    cwd: home,
    timeout: 60_000,
  });
  return stdout;
}
