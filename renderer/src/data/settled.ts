/** What is typed, given on at once after a rest, and gathered while keys come fast. */
import { useEffect, useState } from 'react';

interface Typed {
  readonly value: string;
  readonly settled: string;
  readonly changedAt: number;
}

/**
 * @param pauseMs a value that comes sooner after the one before waits until this long has passed without another; an
 *   empty one counts at once
 */
export function useSettled(value: string, pauseMs: number): string {
  const [typed, setTyped] = useState<Typed>({ value, settled: value, changedAt: -Infinity });
  // While rendering: what is asked for because of a key is asked for before anything is painted.
  if (typed.value !== value) setTyped(afterKey(typed, value, pauseMs));
  const isWaiting = typed.settled !== typed.value;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const settle = () => setTyped((now) => ({ ...now, settled: now.value }));
    const timer = setTimeout(settle, pauseMs);
    return () => clearTimeout(timer);
  }, [isWaiting, typed.value, pauseMs]);
  return value === '' ? '' : typed.settled;
}

function afterKey(before: Typed, value: string, pauseMs: number): Typed {
  const now = performance.now();
  const isFast = now - before.changedAt < pauseMs && value !== '';
  return { value, settled: isFast ? before.settled : value, changedAt: now };
}
