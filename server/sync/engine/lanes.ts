/** A few at a time, in the order in which they came; what can wait comes after the others. */

/** @param places how many run at once */
export function createLanes(
  places: number,
): <T>(work: () => Promise<T>, when?: 'in turn' | 'last') => Promise<T> {
  const waiting: (() => void)[] = [];
  const patient: (() => void)[] = [];
  let free = places;
  return async (work, when = 'in turn') => {
    const line = when === 'last' ? patient : waiting;
    if (free === 0) await new Promise<void>((resolve) => void line.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift() ?? patient.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
