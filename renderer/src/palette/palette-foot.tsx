/** Which keys do what in the palette, for the entry that is chosen. */
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Kbd } from '../parts/facts.tsx';

export function PaletteFoot({ canOpenWindow, canCopy }: { canOpenWindow: boolean; canCopy: boolean }) {
  return (
    <div className="palette-foot" aria-hidden="true">
      <Hint keys="arrowup arrowdown">
        <Trans>move</Trans>
      </Hint>
      <Hint keys="enter">
        <Trans>open</Trans>
      </Hint>
      {canOpenWindow && (
        <Hint keys="mod+enter">
          <Trans>new window</Trans>
        </Hint>
      )}
      {canCopy && (
        <Hint keys="mod+c">
          <Trans>copy citation</Trans>
        </Hint>
      )}
      <Hint keys=">">
        <Trans>commands only</Trans>
      </Hint>
    </div>
  );
}

function Hint({ keys, children }: { keys: string; children: ReactNode }) {
  return (
    <span>
      <Kbd keys={keys} /> {children}
    </span>
  );
}
