/** How a migration goes on: counts, bytes and rates of its stages. */
import type { MigrationStep } from '../../server/migration.ts';
import type { Output, ProgressBar } from '../output.ts';

export interface DoneStage {
  readonly stage: MigrationStep['stage'];
  /** Rows or files, without those that an earlier run had done. */
  readonly done: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly per_second: number;
}

interface Stage {
  readonly begun: number;
  readonly bar: ProgressBar;
  /** What an earlier run had done: it costs no bytes. */
  before: number;
  last: MigrationStep;
}

const shownEveryMs = 100;

export interface Stages {
  readonly report: (step: MigrationStep) => void;
  /** Ends the last one. */
  readonly end: () => void;
  readonly done: () => readonly DoneStage[];
}

/** Shows stages as they go on, and remembers them. */
export function createStages(output: Output): Stages {
  const done: DoneStage[] = [];
  let stage: Stage | undefined;
  let shown = 0;

  function end(): void {
    if (stage === undefined) return;
    stage.bar.end();
    const ended = doneOf(stage);
    done.push(ended);
    const { bytes, seconds, per_second: rate } = ended;
    output.say(
      `${ended.stage}: ${ended.done} in ${seconds.toFixed(1)} s (${rate} a second), ${sizeOf(bytes)}`,
    );
    stage = undefined;
  }

  return {
    end,
    done: () => done,
    report(step: MigrationStep): void {
      if (stage?.last.stage !== step.stage) {
        end();
        const last = { ...step, done: 0, bytes: 0 };
        stage = { begun: performance.now(), bar: output.progress(step.stage), before: 0, last };
      }
      if (step.bytes === stage.last.bytes) stage.before += step.done - stage.last.done;
      stage.last = step;
      if (performance.now() - shown < shownEveryMs) return;
      shown = performance.now();
      const { done: rows, per_second: rate } = { ...doneOf(stage), done: step.done };
      stage.bar.update(
        step.done,
        step.total,
        `${step.stage}: ${rows} of ${step.total}, ${sizeOf(step.bytes)}, ${rate} a second`,
      );
    },
  };
}

function doneOf({ begun, before, last }: Stage): DoneStage {
  const seconds = (performance.now() - begun) / 1_000;
  const done = last.done - before;
  return {
    stage: last.stage,
    done,
    bytes: last.bytes,
    seconds: Math.round(seconds * 1_000) / 1_000,
    per_second: Math.round(done / Math.max(seconds, 0.001)),
  };
}

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** Such as 12.3 MB. */
export function sizeOf(bytes: number): string {
  const power = bytes < 1_024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
