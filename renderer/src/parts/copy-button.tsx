/** Copies a text and says that it did. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';

const shownMs = 2_000;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** What is copied, for those who cannot see what stands beside. */
  readonly of?: string;
}

export function CopyButton({ text, label, of }: CopyButtonProps) {
  const { t } = useLingui();
  const [state, setState] = useState<'copied' | 'failed'>();
  const copy = async () => {
    setState(
      await navigator.clipboard.writeText(text).then(
        () => 'copied' as const,
        () => 'failed' as const,
      ),
    );
    setTimeout(() => setState(undefined), shownMs);
  };
  return (
    <button
      type="button"
      className="secondary copy"
      aria-label={of === undefined || state !== undefined ? undefined : `${label}: ${of}`}
      onClick={() => void copy()}
    >
      <span className={state === undefined ? '' : 'held'}>{label}</span>
      <output>{state === 'copied' ? t`Copied` : state === 'failed' ? t`Copy it by hand` : ''}</output>
    </button>
  );
}
