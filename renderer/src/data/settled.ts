/** What is typed, given on at once after a rest, and gathered while keys come fast. */
import { useEffect, useRef, useState } from 'react';

/**
 * @param pauseMs a value that comes sooner after the one before waits until this long has passed without another; an
 *   empty one counts at once
 */
export function useSettled(value: string, pauseMs: number): string {
  const [settled, setSettled] = useState(value);
  const changedAt = useRef(-Infinity);
  useEffect(() => {
    const now = performance.now();
    const isFast = now - changedAt.current < pauseMs;
    changedAt.current = now;
    if (!isFast || value === '') {
      setSettled(value);
      return undefined;
    }
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return value === '' ? '' : settled;
}
