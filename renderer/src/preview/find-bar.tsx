/** The field that finds words in what is open, with how many there are and the way from one to the next. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '../data/shortcuts.ts';
import { IconButton } from '../parts/button.tsx';

export interface Finding {
  readonly words: string;
  readonly setWords: (words: string) => void;
  readonly total: number;
  /** Which of them is looked at, from 0. */
  readonly at: number;
  readonly goTo: (at: number) => void;
}

export function FindBar({ words, setWords, total, at, goTo }: Finding) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('mod+f', t`Find in this file`, () => field.current?.select());
  const step = (by: number) => total > 0 && goTo((at + by + total) % total);
  const shown = at + 1;
  return (
    <search className="find">
      <input
        ref={field}
        type="search"
        aria-label={t`Find in this file`}
        placeholder={t`Find in this file`}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key !== 'Escape' || words === '') return;
          // The first Escape empties the field, the next one closes what is open.
          event.stopPropagation();
          setWords('');
        }}
      />
      <output className="quiet">
        {words.trim() === '' ? (
          ''
        ) : total === 0 ? (
          <Trans>None</Trans>
        ) : (
          <Trans>
            {shown} of {total}
          </Trans>
        )}
      </output>
      {total > 0 && (
        <>
          <IconButton icon={ChevronUp} label={t`Previous place`} onClick={() => step(-1)} />
          <IconButton icon={ChevronDown} label={t`Next place`} onClick={() => step(1)} />
        </>
      )}
    </search>
  );
}
