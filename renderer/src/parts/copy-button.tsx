/** Copies a text and says that it did. */
import { useState } from 'react';

const shownMs = 2_000;

export function CopyButton({ text, label }: { text: string; label: string }) {
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
    <button type="button" className="secondary copy" onClick={() => void copy()}>
      <span className={state === undefined ? '' : 'held'}>{label}</span>
      <output>{state === 'copied' ? 'Copied' : state === 'failed' ? 'Copy it by hand' : ''}</output>
    </button>
  );
}
