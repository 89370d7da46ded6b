/** Rules for the numbers of commits: one order for everybody, without gaps, in which what came later stands later. */
import type { ChangesEvent, WrittenEvent } from './history.ts';

/** A sentence for each rule that the commits of a project break. */
export function orderFaults(
  project: string,
  reads: readonly ChangesEvent[],
  written: readonly WrittenEvent[],
): string[] {
  return [
    ...reads.flatMap(gaps),
    ...differences(reads),
    ...backwards(reads),
    ...overtaken(reads, written),
    ...missing(reads, written),
  ].map((fault) => `${project}: ${fault}`);
}

function gaps({ after, head, commits, isWhole }: ChangesEvent): string[] {
  const faults = commits.flatMap(({ seq }, at) =>
    seq === after + at + 1 ? [] : [`commit ${seq} is read where ${after + at + 1} belongs`],
  );
  const last = commits.at(-1)?.seq ?? after;
  if (last > head) faults.push(`commit ${last} is read and the head is ${head}`);
  if (isWhole === true && last !== head) faults.push(`commits end at ${last} and the head is ${head}`);
  return faults;
}

/** Two reads that tell of one number something else. */
function differences(reads: readonly ChangesEvent[]): string[] {
  const known = new Map<number, string>();
  return reads.flatMap(({ commits }) =>
    commits.flatMap(({ seq, revisions }) => {
      const text = revisions.join(' ');
      const before = known.get(seq) ?? text;
      known.set(seq, before);
      return before === text ? [] : [`commit ${seq} is one thing at one time and another at another`];
    }),
  );
}

/** A read that began when another one had ended, and knows less. */
function backwards(reads: readonly ChangesEvent[]): string[] {
  const ended = reads.toSorted((a, b) => a.end - b.end);
  let at = 0;
  let highest = 0;
  return reads
    .toSorted((a, b) => a.start - b.start)
    .flatMap((read) => {
      for (; (ended[at]?.end ?? Infinity) < read.start; at++)
        highest = Math.max(highest, (ended[at] as ChangesEvent).head);
      return read.head < highest ? [`the head was ${highest} and is ${read.head} later`] : [];
    });
}

function numbersOf(reads: readonly ChangesEvent[]): Map<string, number> {
  return new Map(
    reads.flatMap(({ commits }) =>
      commits.flatMap(({ seq, revisions }) => revisions.map((revision) => [revision, seq] as const)),
    ),
  );
}

/** A write that began when another one was acknowledged, and stands before it. */
function overtaken(reads: readonly ChangesEvent[], written: readonly WrittenEvent[]): string[] {
  const numbers = numbersOf(reads);
  const known = written.filter(({ revision }) => numbers.has(revision));
  const ended = known.toSorted((a, b) => a.end - b.end);
  let at = 0;
  let highest = 0;
  return known
    .toSorted((a, b) => a.start - b.start)
    .flatMap(({ revision, start }) => {
      for (; (ended[at]?.end ?? Infinity) < start; at++)
        highest = Math.max(highest, numbers.get((ended[at] as WrittenEvent).revision) ?? 0);
      const seq = numbers.get(revision) ?? 0;
      return seq < highest
        ? [`${revision} has number ${seq} and began when ${highest} was acknowledged`]
        : [];
    });
}

/** Writes that were acknowledged and stand in no commit. */
function missing(reads: readonly ChangesEvent[], written: readonly WrittenEvent[]): string[] {
  const whole = reads.filter(({ isWhole }) => isWhole === true);
  if (whole.length === 0) return [];
  const numbers = numbersOf(whole);
  return written
    .filter(({ revision }) => !numbers.has(revision))
    .map(({ revision }) => `${revision} was acknowledged and is in no commit`);
}
