/** Parts of the settings: a heading with a card below it, and lines in the card. */
import { useId, type ReactNode } from 'react';

interface PartProps {
  readonly title: string;
  /** What it is about, where the title does not say it all. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

export function Part({ title, about, children }: PartProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about !== undefined && <p className="quiet settings-about">{about}</p>}
      <div className="card">{children}</div>
    </section>
  );
}

/** @param label says what the control beside it is for; the control has the same name for readers of the screen */
export function Line({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="row-between">
      <div>
        <span className="label">{label}</span>
        {hint !== undefined && <small className="line-hint">{hint}</small>}
      </div>
      {children}
    </div>
  );
}
