/** A list with what is open of it beside; where there is no room, one of the two. */
import { ArrowLeft } from 'lucide-react';
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from './button.tsx';

interface SplitPaneProps {
  readonly list: ReactNode;
  /** Nothing while nothing is open. */
  readonly detail: ReactNode | undefined;
  /** The name of the detail for readers of the screen. */
  readonly label: string;
  readonly onClose: () => void;
}

export function SplitPane({ list, detail, label, onClose }: SplitPaneProps) {
  const { t } = useLingui();
  const isOpen = detail !== undefined;
  useShortcut('escape', t`Close what is open beside the list`, onClose, isOpen);
  return (
    <div className={isOpen ? 'split open' : 'split'}>
      <div className="split-list">{list}</div>
      {isOpen && (
        <section className="split-detail" aria-label={label}>
          <Button
            look="ghost"
            icon={ArrowLeft}
            className="split-back"
            onClick={onClose}
          >{t`Back to the list`}</Button>
          {detail}
        </section>
      )}
    </div>
  );
}
