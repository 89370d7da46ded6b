/** The processes of one test or campaign, found by what their environment names, as anyone on this computer could look. */
import { readdirSync, readFileSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  /** What `ps` shows. */
  readonly command: string;
  /** NAME=value, one per line. */
  readonly environment: string;
}

/** Every process whose environment has this NAME=value. Linux alone; ended ones that nobody has asked about are none. */
export function processesWith(name: string, value: string): FoundProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({
      pid: Number(entry),
      command: read(entry, 'cmdline').replaceAll('\0', ' '),
      environment: read(entry, 'environ').replaceAll('\0', '\n'),
    }))
    .filter(({ environment }) => `\n${environment}`.includes(`\n${name}=${value}\n`));
}

/** Nothing for a process that is gone or another person's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
