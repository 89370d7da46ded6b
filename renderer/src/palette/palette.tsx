/** Ctrl/Cmd+K: commands, and everything that is kept, as it is typed. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a combobox whose list holds more than text */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type KeyboardEvent } from 'react';
import { useAbilities } from '../data/abilities.ts';
import { hashOf } from '../data/route.ts';
import { Dialog, Problem } from '../parts/dialog.tsx';
import { useNotices } from '../parts/notices.tsx';
import { activeOf, steer, type Entry } from './entries.ts';
import { useGroups } from './groups.ts';
import { PaletteFoot } from './palette-foot.tsx';
import { PaletteList } from './palette-list.tsx';
import { useQuickFind } from './queries.ts';
import { rememberSearch } from './recent.ts';

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string>();
  const type = (text: string) => (setTyped(text), setChosen(undefined));
  const query = typed.startsWith('>') ? '' : typed.trim();
  const found = useQuickFind(query);
  const groups = useGroups(typed, found.items, type);
  const entries = groups.flatMap((group) => group.entries);
  const active = activeOf(entries, chosen);
  const entry = entries[active];
  const canOpenWindow = useAbilities() === undefined;
  const run = (one: Entry) => {
    // A search of before is only typed again.
    if (one.id.startsWith('recent:')) return one.run();
    rememberSearch(query);
    onClose();
    // After the palette has given the focus back, so that what opens can take it.
    setTimeout(one.run);
  };
  const copy = (citation: string) =>
    void navigator.clipboard.writeText(citation).then(
      () => show(t`Copied: ${citation}`),
      () => show(t`The clipboard was not reached. Copy it by hand: ${citation}`),
    );
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    const next = mod ? undefined : steer(groups, active, event.key);
    if (next !== undefined) setChosen(entries[next]?.id);
    else if (entry === undefined) return;
    else if (event.key === 'Enter' && mod && canOpenWindow && entry.route !== undefined) openWindow(entry);
    else if (event.key === 'Enter') run(entry);
    else if (mod && event.key === 'c' && entry.citation !== undefined && !hasSelection(event.currentTarget))
      copy(entry.citation);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t`Search and commands`} onClose={onClose} isPalette>
      <input
        className="palette-field"
        role="combobox"
        aria-label={t`Search and commands`}
        aria-expanded
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={entry === undefined ? undefined : `palette-${active}`}
        placeholder={t`Search everything, or type a command`}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
      />
      <PaletteList
        groups={groups}
        active={active}
        isOld={query !== '' && found.isOld}
        onPoint={setChosen}
        onOpen={run}
      />
      <Problem error={query === '' ? null : found.error} />
      <output className="unseen">
        {query !== '' && !found.isOld && found.items.length === 0 && (
          <Trans>Nothing kept matches this.</Trans>
        )}
      </output>
      <PaletteFoot
        canOpenWindow={canOpenWindow && entry?.route !== undefined}
        canCopy={entry?.citation !== undefined}
      />
    </Dialog>
  );
}

/** What is selected in the field is copied as ever. */
function hasSelection({ selectionStart, selectionEnd }: HTMLInputElement): boolean {
  return selectionStart !== selectionEnd;
}

function openWindow({ route }: Entry): void {
  if (route !== undefined) open(hashOf(route), '_blank', 'noopener');
}
