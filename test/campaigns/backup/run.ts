/** Kills a server that backs up at random moments, and restores what is there after each kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openBackupFolder } from '../../../server/backup-folder.ts';

export interface Killed {
  readonly kills: number;
  /** Kills after which there was no backup yet, and ones with a backup that was restored and compared. */
  readonly none: number;
  readonly valid: number;
  readonly broken: readonly string[];
  /** Different backups that were restored. */
  readonly backups: number;
}

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** @param random from 0 to 1, for the moments of the kills */
export async function killBackups(
  folder: string,
  kills: number,
  random: () => number,
  report: (line: string) => void,
): Promise<Killed> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const backups = join(folder, 'backups');
  const seen = new Set<string>();
  const broken: string[] = [];
  let none = 0;
  let valid = 0;
  for (let kill = 0; kill < kills; kill++) {
    // Every other kill waits for a whole backup, so that there is one however slow the computer is.
    const lines = kill % 2 === 0 ? 1 : 2;
    await runAndKill([join(folder, 'data'), backups, recipient], lines, random() * 1_500);
    if (!existsSync(join(backups, 'bundle.age'))) {
      none++;
      continue;
    }
    try {
      const opened = await openBackupFolder(backups, { identity });
      for (const { id } of opened.backups) {
        if (seen.has(id) && id !== opened.backups[0]?.id) continue;
        await opened.verify(id, () => undefined);
        seen.add(id);
      }
      valid++;
    } catch (error) {
      broken.push(error instanceof Error ? error.message : String(error));
    }
    if (kill % 10 === 9) report(`${kill + 1} kills, ${seen.size} backups restored, ${broken.length} broken`);
  }
  return { kills, none, valid, broken, backups: seen.size };
}

/** @param lines which it prints before the time counts: 1 as backing up begins, 2 after the first backup */
async function runAndKill(options: readonly string[], lines: number, afterMs: number): Promise<void> {
  const running = spawn(process.execPath, [child, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(running, 'exit');
  // Read to the end: a closed pipe would end it before the kill does.
  const printed = createInterface(running.stdout);
  for (let left = lines; left > 0; left--) await Promise.race([once(printed, 'line'), exited]);
  if (running.exitCode !== null) throw new Error('the server to be killed ended by itself');
  await setTimeout(afterMs);
  running.kill('SIGKILL');
  await exited;
}
