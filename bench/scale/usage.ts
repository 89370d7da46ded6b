/** What processes have used, as the kernel counts it: processor time to the microsecond, and memory. Linux alone. */
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of processor time of all threads of a process; 0 when it is gone. */
export function cpuOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + cpuOfThread(pid, thread), 0);
  } catch {
    return 0;
  }
}

function cpuOfThread(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    return 0;
  }
}

/** Of all processes that a process has started and that are still there, such as the backends of a database. */
export function cpuOfChildren(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), 0);
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** Megabytes of memory that a process has in use now, and the most it ever had. */
export function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1_000;
  return { now: Math.round(field('VmRSS')), most: Math.round(field('VmHWM')) };
}

/** What requests cost: milliseconds of processor time and of the clock. */
export interface Cost {
  readonly cpu50: number;
  readonly cpu99: number;
  readonly cpuMean: number;
  /** The database's share of the mean. */
  readonly databaseMean: number;
  readonly wall50: number;
  readonly wall99: number;
  /** Share of the questions that found anything. */
  readonly answered: number;
}

export interface Sample {
  readonly cpu: number;
  readonly database: number;
  readonly wall: number;
  /** How many passages were found. */
  readonly found: number;
}

export function costOf(samples: readonly Sample[]): Cost {
  const cpu = samples.map((sample) => sample.cpu + sample.database);
  const wall = samples.map((sample) => sample.wall);
  return {
    cpu50: percentile(cpu, 0.5),
    cpu99: percentile(cpu, 0.99),
    cpuMean: meanOf(cpu),
    databaseMean: meanOf(samples.map(({ database }) => database)),
    wall50: percentile(wall, 0.5),
    wall99: percentile(wall, 0.99),
    answered: meanOf(samples.map(({ found }) => (found > 0 ? 1 : 0))),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function meanOf(values: readonly number[]): number {
  return rounded(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
}

/** To three digits after the point. */
export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
