/** How long it is until a time, counted down while it is shown. */
import { useEffect, useState } from 'react';
import { useLatest } from '../data/registry.ts';
import { exactTime, untilInWords } from './words.tsx';

const minuteMs = 60_000;
const longestTickMs = 30_000;

interface CountdownProps {
  readonly until: string;
  /** Called once, when the time has come. */
  readonly onEnd?: () => void;
}

export function Countdown({ until, onEnd = () => undefined }: CountdownProps) {
  const [now, setNow] = useState(() => Date.now());
  const end = useLatest(onEnd);
  const left = new Date(until).getTime() - now;
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) {
      end();
      return undefined;
    }
    const tick = setTimeout(() => setNow(Date.now()), left < 2 * minuteMs ? 1_000 : longestTickMs);
    return () => clearTimeout(tick);
  }, [isOver, left, end]);
  return (
    <time dateTime={until} title={exactTime(new Date(until))}>
      {untilInWords(Math.max(0, left))}
    </time>
  );
}
