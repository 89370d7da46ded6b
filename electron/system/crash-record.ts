/**
 * What is kept of a crash: when, which process, why, and the names of our own functions on the way. No message, no
 * memory: Electron's crash reporter is never started, since a dump of memory holds what a person wrote.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Crash {
  readonly process: string;
  readonly reason: string;
  readonly exitCode?: number | undefined;
  readonly error?: unknown;
}

export interface CrashRecord {
  /** One JSON object a line, the latest last. */
  readonly file: string;
  add(crash: Crash): void;
}

const mostRecords = 50;

export function createCrashRecord(folder: string, version: string): CrashRecord {
  const file = join(folder, 'crashes.jsonl');
  return {
    file,
    add({ process, reason, exitCode, error }: Crash): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const record = {
        time: new Date().toISOString(),
        version,
        process,
        reason,
        exitCode,
        ...describe(error),
      };
      appendFileSync(file, `${JSON.stringify(record)}\n`, { mode: 0o600 });
      shorten(file);
    },
  };
}

function describe(error: unknown): { name?: string; code?: string; frames?: string[] } {
  if (!(error instanceof Error)) return {};
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { name: error.constructor.name, ...code, frames: framesOf(error) };
}

/** `at name (file:line:column)` with the file's name alone; a message of several lines never looks like that. */
function framesOf(error: Error): string[] {
  const stack = (error.stack ?? '').replace(`${error.name}: ${error.message}`, '');
  const frame = /^\s+at (?:([\w$.<> ]+) \()?(?:[^()]*[/\\])?([\w.-]+\.(?:[cm]?js|ts)):(\d+):(\d+)\)?$/;
  return stack
    .split('\n')
    .map((line) => frame.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '?', source, line, column]) => `${name} ${source}:${line}:${column}`)
    .slice(0, 20);
}

function shorten(file: string): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (lines.length > mostRecords)
    writeFileSync(file, `${lines.slice(-mostRecords).join('\n')}\n`, { mode: 0o600 });
}
