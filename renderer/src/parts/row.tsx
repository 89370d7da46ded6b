/** Parts of the rows that lists are made of. */
import { Trans } from '@lingui/react/macro';
import { File, Folder } from 'lucide-react';
import { useState, type ReactNode } from 'react';

const longName = 36;
const tailLength = 12;

/** A name on one line: when there is no room, its middle goes and its ending stays. */
export function FileName({ name }: { name: string }) {
  if (name.length <= longName) return <strong className="name">{name}</strong>;
  return (
    <strong className="name parted" title={name}>
      <span>{name.slice(0, -tailLength)}</span>
      <span>{name.slice(-tailLength)}</span>
    </strong>
  );
}

/** An action of a row: `label` is what it says, `of` what it is about for those who cannot see the row. */
export function RowAction({
  label,
  of,
  isBusy,
  onClick,
}: {
  label: string;
  of: string;
  isBusy?: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" className="ghost" aria-label={`${label} ${of}`} disabled={isBusy} onClick={onClick}>
      {label}
    </button>
  );
}

export function ItemIcon({ type }: { type: 'file' | 'folder' }) {
  const Icon = type === 'file' ? File : Folder;
  return <Icon className="icon" size={16} strokeWidth={1.5} aria-hidden />;
}

/** The picture and the words of a row that stands for a file or folder. */
export function RowMain({ icon, children }: { icon?: 'file' | 'folder'; children: ReactNode }) {
  return (
    <div className="row-main">
      {icon !== undefined && <ItemIcon type={icon} />}
      <div className="row-text">{children}</div>
    </div>
  );
}

const longText = 320;

/** A text that is shown whole on demand when it is long. */
export function LongText({ text, children }: { text: string; children?: ReactNode }) {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > longText || text.split('\n').length > 5;
  return (
    <>
      <p className={isLong && !whole ? 'text clamped' : 'text'}>{children ?? text}</p>
      {isLong && (
        <button type="button" className="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? <Trans>Show less</Trans> : <Trans>Show all</Trans>}
        </button>
      )}
    </>
  );
}
