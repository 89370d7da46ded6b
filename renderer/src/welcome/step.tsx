/** One step of the first run: a number that becomes a tick, what it is for, and what to do. */
import { useLingui } from '@lingui/react/macro';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

export function Step({ number, title, isDone, children }: StepProps) {
  const { t } = useLingui();
  return (
    <li className={isDone ? 'welcome-step done' : 'welcome-step'}>
      <span className="step-mark" aria-hidden="true">
        {isDone ? <Check size={14} strokeWidth={2.5} /> : number}
      </span>
      <div className="step-body">
        <h2 aria-label={isDone ? t`${title}, done` : undefined}>{title}</h2>
        {children}
      </div>
    </li>
  );
}
