/** Small facts: lists of them, keys to press, something to copy, how far something is. */
import { Progress as Base } from '@base-ui/react/progress';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values of one thing, under each other. */
export function KeyValue({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="key-value">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A text that is there to be copied, such as an address. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const { t } = useLingui();
  return (
    <div className="copy-field">
      <span className="label">{label}</span>
      <div>
        <code dir="ltr">{text}</code>
        <CopyButton text={text} label={t`Copy`} of={label} />
      </div>
    </div>
  );
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const macSigns: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩' };
const signs: Record<string, string> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter' };
const either: Record<string, string> = {
  arrowup: '↑',
  arrowdown: '↓',
  escape: 'Esc',
  delete: 'Del',
  space: 'Space',
};

/** @param keys as `useShortcut` takes them, such as `mod+k` or `g d` */
export function Kbd({ keys }: { keys: string }) {
  const known = isMac ? macSigns : signs;
  return (
    <span className="keys">
      {keys.split(/[+ ]/).map((key) => (
        <kbd key={key}>{known[key] ?? either[key] ?? key.toUpperCase()}</kbd>
      ))}
    </span>
  );
}

/** @param share 0 to 1; left out, nobody knows how far it is */
export function Progress({ label, share }: { label: string; share?: number }) {
  const { t } = useLingui();
  const percent = share === undefined ? null : Math.floor(share * 100);
  return (
    <Base.Root
      className="progress-line"
      value={percent}
      aria-valuetext={percent === null ? t`going on` : undefined}
    >
      <Base.Label>{label}</Base.Label>
      <span className="quiet">{percent === null ? <Trans>going on</Trans> : `${percent} %`}</span>
      <Base.Track className="progress-track">
        <Base.Indicator className="progress-done" />
      </Base.Track>
    </Base.Root>
  );
}
