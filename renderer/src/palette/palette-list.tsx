/** The palette's entries under the headings of their groups. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- options that show more than text */
import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Kbd } from '../parts/facts.tsx';
import { Marked } from '../search/marked.tsx';
import type { Entry, Group } from './entries.ts';

interface PaletteListProps {
  readonly groups: readonly Group[];
  /** Counted through all groups. */
  readonly active: number;
  /** What is shown is the answer to something typed before. */
  readonly isOld: boolean;
  readonly onPoint: (id: string) => void;
  readonly onOpen: (entry: Entry) => void;
}

export function PaletteList({ groups, active, isOld, onPoint, onOpen }: PaletteListProps) {
  const { t } = useLingui();
  useEffect(() => {
    const shown = document.getElementById(`palette-${active}`);
    // The first entry is shown with its heading.
    const whole = active === 0 ? shown?.parentElement : shown;
    whole?.scrollIntoView({ block: active === 0 ? 'start' : 'nearest' });
  }, [active, groups.length]);
  const starts = groups.map((_, at) =>
    groups.slice(0, at).reduce((sum, { entries }) => sum + entries.length, 0),
  );
  return (
    <div id="palette-list" className="palette-list" role="listbox" aria-label={t`Results`} aria-busy={isOld}>
      {groups.map(({ id, title, entries }, at) => (
        <div key={id} role="group" aria-labelledby={`palette-group-${id}`}>
          <div id={`palette-group-${id}`} className="palette-group" role="presentation">
            {title}
          </div>
          {entries.map((entry, index) => {
            const place = (starts[at] ?? 0) + index;
            return (
              // The field has the focus and hears the keys.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={entry.id}
                id={`palette-${place}`}
                role="option"
                aria-selected={place === active}
                tabIndex={-1}
                className="menu-item"
                onMouseMove={() => place !== active && onPoint(entry.id)}
                onClick={() => onOpen(entry)}
              >
                <EntryLine entry={entry} />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function EntryLine({
  entry: { icon: Icon, name, nameRanges = [], text, place = '', keys },
}: {
  entry: Entry;
}) {
  return (
    <>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className="palette-entry">
        <span className="palette-head">
          <span className="palette-name" dir="auto">
            <Marked text={name} ranges={nameRanges} />
          </span>
          {place !== '' && <small dir="auto">{place}</small>}
        </span>
        {text !== undefined && (
          <small className="palette-text" dir="auto">
            <Marked text={text.words} ranges={text.ranges} />
          </small>
        )}
      </span>
      {keys !== undefined && <Kbd keys={keys} />}
    </>
  );
}
