/** What was noticed in a text: words for each flag, and the text with what hides in it made visible. */
import { useLingui } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import type { Flag } from '../../../contract/index.ts';
import { LongText } from '../parts/row.tsx';
import { visibleParts } from './hidden.ts';

export function Flags({ flags }: { flags: readonly Flag[] }) {
  const { t } = useLingui();
  if (flags.length === 0) return null;
  const words = ({ kind, redacted }: Flag) => {
    if (kind === 'instructions') return t`Gives instructions to a model`;
    if (kind === 'hidden_text') return t`Holds signs that cannot be seen`;
    return redacted === true ? t`Held a secret, which was taken out` : t`Holds a secret`;
  };
  return (
    <ul className="flags" aria-label={t`What was noticed`}>
      {flags.map((flag) => (
        <li key={`${flag.kind} ${flag.what}`}>
          <TriangleAlert size={14} aria-hidden />
          <span>{words(flag)}</span>
          <code>{flag.what}</code>
        </li>
      ))}
    </ul>
  );
}

/** @param flags of the text; none when nothing was noticed */
export function FlaggedText({ text, flags = [] }: { text: string; flags?: readonly Flag[] | undefined }) {
  const isHiding = flags.some(({ kind }) => kind === 'hidden_text');
  return (
    <>
      <Flags flags={flags} />
      <div dir="auto" className="said">
        {isHiding ? (
          <p className="text">
            <VisibleText text={text} />
          </p>
        ) : (
          <LongText text={text} />
        )}
      </div>
    </>
  );
}

function VisibleText({ text }: { text: string }) {
  const { t } = useLingui();
  return visibleParts(text).map(({ text: said, hidden }, index) =>
    hidden === undefined ? (
      <span key={index}>{said}</span>
    ) : (
      <code key={index} className="hidden-sign" title={t`Cannot be seen`} dir="ltr">
        {hidden}
      </code>
    ),
  );
}
