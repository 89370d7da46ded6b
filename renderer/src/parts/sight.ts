/** Which rows of a list are in sight, where all rows are of one height. */
import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

interface SightOptions {
  readonly scrollerRef: RefObject<HTMLElement | null>;
  readonly count: number;
  /** In pixels. */
  readonly rowHeight: number;
  /** Rows drawn above and below what is in sight. */
  readonly overscan: number;
}

interface Sight {
  readonly first: number;
  /** -1 when there is none. */
  readonly last: number;
  /** At least as many as are ever drawn at once. */
  readonly slots: number;
  /** Moves a row into sight by the shortest way, if it is not. */
  readonly show: (index: number) => void;
}

/** Draws again only when other rows come into sight. */
export function useSight({ scrollerRef, count, rowHeight, overscan }: SightOptions): Sight {
  const [range, setRange] = useState({ from: 0, to: 0, most: 1 });
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null) return undefined;
    let height = element.clientHeight;
    const seen = { from: -1, to: -1 };
    const look = () => {
      const from = Math.floor(element.scrollTop / rowHeight);
      const to = Math.ceil((element.scrollTop + height) / rowHeight) - 1;
      if (from === seen.from && to === seen.to) return;
      Object.assign(seen, { from, to });
      setRange({ from, to, most: Math.ceil(height / rowHeight) + 1 });
    };
    // In the frame that scrolls, or it would show a gap.
    const lookNow = () => flushSync(look);
    const observer = new ResizeObserver(() => {
      height = element.clientHeight;
      look();
    });
    look();
    observer.observe(element);
    element.addEventListener('scroll', lookNow, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', lookNow);
    };
  }, [scrollerRef, rowHeight]);
  const show = useCallback(
    (index: number) => {
      const element = scrollerRef.current;
      if (element === null) return;
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
      if (top < element.scrollTop) element.scrollTo({ top });
      else if (bottom > element.scrollTop + element.clientHeight)
        element.scrollTo({ top: bottom - element.clientHeight });
    },
    [scrollerRef, rowHeight],
  );
  const last = Math.min(count - 1, range.to + overscan);
  const first = Math.max(0, Math.min(range.from - overscan, last));
  return { first, last, slots: range.most + 2 * overscan, show };
}
