/** What the command prints: results on standard output, progress and errors on standard error. */
import { toKeepsakeError, type KeepsakeError } from '../contract/index.ts';

export interface Output {
  readonly json: boolean;
  /** The result: as JSON where asked for, else as lines for people. */
  result(value: unknown, lines: readonly string[]): void;
  /** A line for people; none with `--json`. */
  readonly say: (line: string) => void;
  error(thrown: unknown): void;
  /** A bar on a terminal; nothing elsewhere. */
  progress(label: string): ProgressBar;
}

export interface ProgressBar {
  /** @param text instead of the label */
  update(done: number, total: number, text?: string): void;
  end(): void;
}

const barWidth = 24;

export function createOutput(json: boolean): Output {
  return {
    json,
    result(value, lines) {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
    },
    say(line) {
      if (!json) process.stdout.write(`${line}\n`);
    },
    error(thrown) {
      const error = toKeepsakeError(thrown);
      if (json)
        process.stdout.write(
          `${JSON.stringify({ error: { code: error.code, message: error.message, details: error.details } })}\n`,
        );
      else process.stderr.write(`keepsake: ${error.message}${causeOf(error)}\n`);
    },
    progress: (label) =>
      process.stderr.isTTY && !json ? terminalBar(label) : { update: () => undefined, end: () => undefined },
  };
}

/** An error that is not one of ours says little by itself; what it was is for whoever has to look. */
function causeOf(error: KeepsakeError): string {
  return error.code === 'INTERNAL' && error.cause instanceof Error ? ` (${error.cause.message})` : '';
}

function terminalBar(label: string): ProgressBar {
  return {
    update(done, total, text = label) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(share * barWidth);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      process.stderr.write(`\r${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${text}\u001b[K`);
    },
    end: () => void process.stderr.write('\r\u001b[K'),
  };
}
