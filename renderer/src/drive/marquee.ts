/** Choosing rows by drawing a rectangle over them, from anywhere that is not dragged itself. */
import { useRef, useState, type PointerEvent, type RefObject } from 'react';

interface MarqueeOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rowHeight: number;
  readonly count: number;
  /** Hears the first and last row that the rectangle touches, and whether they come on top of what was chosen. */
  readonly onChoose: (first: number, last: number, isMore: boolean) => void;
  readonly onNothing: () => void;
}

/** In pixels of the list's own box. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const smallest = 5;
const edge = 24;

export function useMarquee({ scroller, rowHeight, count, onChoose, onNothing }: MarqueeOptions) {
  const [rectangle, setRectangle] = useState<Rectangle>();
  const begun = useRef<{ x: number; y: number }>(undefined);
  const drawn = useRef(false);

  const pointAt = ({ clientX, clientY }: PointerEvent, element: HTMLElement) => {
    const box = element.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top + element.scrollTop };
  };
  return {
    rectangle,
    listProps: {
      onPointerDown(event: PointerEvent<HTMLDivElement>) {
        const element = scroller.current;
        const isDragged =
          event.target instanceof Element && event.target.closest('[draggable=true]') !== null;
        if (element === null || event.button !== 0 || event.pointerType !== 'mouse' || isDragged) return;
        // The scrollbar is no place to begin.
        if (event.clientX - element.getBoundingClientRect().left > element.clientWidth) return;
        begun.current = pointAt(event, element);
        drawn.current = false;
      },
      onPointerMove(event: PointerEvent<HTMLDivElement>) {
        const element = scroller.current;
        const from = begun.current;
        if (element === null || from === undefined) return;
        const at = pointAt(event, element);
        if (!drawn.current && Math.hypot(at.x - from.x, at.y - from.y) < smallest) return;
        if (!drawn.current) element.setPointerCapture(event.pointerId);
        drawn.current = true;
        scrollAtEdge(element, event.clientY);
        const [top, bottom] = [Math.min(from.y, at.y), Math.max(from.y, at.y)];
        setRectangle({
          left: Math.min(from.x, at.x),
          top: top - element.scrollTop,
          width: Math.abs(at.x - from.x),
          height: bottom - top,
        });
        const first = Math.max(0, Math.floor(top / rowHeight));
        const last = Math.min(count - 1, Math.floor(bottom / rowHeight));
        if (first <= last) onChoose(first, last, event.ctrlKey || event.metaKey);
        else onNothing();
      },
      onPointerUp() {
        begun.current = undefined;
        setRectangle(undefined);
      },
      // The click that ends it would choose the one row under the pointer.
      onClickCapture(event: { target: EventTarget; stopPropagation: () => void }) {
        if (drawn.current) event.stopPropagation();
        else if (event.target === scroller.current || isBlank(event.target)) onNothing();
        drawn.current = false;
      },
    },
  };
}

function isBlank(target: EventTarget): boolean {
  return target instanceof Element && target.classList.contains('virtual-all');
}

function scrollAtEdge(element: HTMLElement, y: number): void {
  const { top, bottom } = element.getBoundingClientRect();
  if (y < top + edge) element.scrollTop -= edge;
  else if (y > bottom - edge) element.scrollTop += edge;
}
