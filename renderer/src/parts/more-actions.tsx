/** The actions of a row that there is no room for, behind one button. */
import { useId, useRef, type ReactNode } from 'react';

const gap = 4;

/** @param of what they are about, for those who cannot see the row */
export function MoreActions({ of, children }: { of: string; children: ReactNode }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  /** Below the button, or above it where there is more room. */
  function place(): void {
    const box = button.current?.getBoundingClientRect();
    const style = menu.current?.style;
    if (box === undefined || style === undefined) return;
    const isBelow = box.bottom < window.innerHeight / 2;
    style.top = isBelow ? `${box.bottom + gap}px` : 'auto';
    style.bottom = isBelow ? 'auto' : `${window.innerHeight - box.top + gap}px`;
    style.right = `${document.documentElement.clientWidth - box.right}px`;
  }

  return (
    <>
      <button
        type="button"
        ref={button}
        className="ghost"
        aria-label={`More for ${of}`}
        aria-haspopup="true"
        popoverTarget={id}
      >
        More
      </button>
      <div
        id={id}
        ref={menu}
        popover="auto"
        className="menu"
        onBeforeToggle={place}
        onClickCapture={() => menu.current?.hidePopover()}
      >
        {children}
      </div>
    </>
  );
}
