/** The place that a file is shown in: it scrolls by itself, so the keyboard can get into it. */
import type { ReactNode, RefObject } from 'react';

interface ViewerBoxProps {
  readonly label: string;
  readonly className: string;
  readonly box?: RefObject<HTMLElement | null>;
  /** For what runs from left to right in every language, such as code. */
  readonly dir?: 'ltr' | 'auto';
  readonly children: ReactNode;
}

export function ViewerBox({ label, className, box, dir, children }: ViewerBoxProps) {
  return (
    // What scrolls has to be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section ref={box} className={className} tabIndex={0} aria-label={label} dir={dir}>
      {children}
    </section>
  );
}
