/** The last line of a campaign or benchmark: its results and goals as JSON, and an exit code that says whether they are met. */
import process from 'node:process';

export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly goal: number | string;
  readonly met: boolean;
}

/** Prints the line and, when a goal is missed, ends the process with 1 once it is done. */
export function endWithGoals(
  bench: string,
  results: Readonly<Record<string, unknown>>,
  goals: readonly Goal[],
): void {
  console.log(JSON.stringify({ bench, results, goals }));
  if (goals.some(({ met }) => !met)) process.exitCode = 1;
}

/** Makes goals that are named by a size: a value is to be at least, or at most, what is given. */
export function goalsAt(size: number) {
  const named = (name: string, value: number, goal: number, met: boolean): Goal => ({
    name: `${size}: ${name}`,
    value,
    goal,
    met,
  });
  return {
    least: (name: string, value: number, goal: number) => named(name, value, goal, value >= goal),
    most: (name: string, value: number, goal: number) => named(name, value, goal, value <= goal),
  };
}
