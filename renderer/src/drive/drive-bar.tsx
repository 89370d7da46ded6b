/** Back, forward, finding by name, and the details: the same above everything in the drive. */
import { useLingui } from '@lingui/react/macro';
import { ArrowLeft, ArrowRight, PanelRight } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '../data/shortcuts.ts';
import { IconButton } from '../parts/button.tsx';

interface DriveBarProps {
  readonly named: string;
  readonly onNamed: (text: string) => void;
  readonly isDetailed: boolean;
  readonly onDetails: (isDetailed: boolean) => void;
}

export function DriveBar({ named, onNamed, isDetailed, onDetails }: DriveBarProps) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', t`Find in the drive`, () => field.current?.focus());
  return (
    <div className="drive-bar">
      <fieldset className="actions" aria-label={t`Back and forward`}>
        <IconButton className="mirrored" icon={ArrowLeft} label={t`Back`} onClick={() => history.back()} />
        <IconButton
          className="mirrored"
          icon={ArrowRight}
          label={t`Forward`}
          onClick={() => history.forward()}
        />
      </fieldset>
      <input
        ref={field}
        type="search"
        value={named}
        placeholder={t`Find by name`}
        aria-label={t`Find in the drive`}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onNamed(target.value)}
        onKeyDown={(event) => {
          const list = document.querySelector<HTMLElement>('.drive [role=listbox]');
          if (event.key === 'Escape') onNamed('');
          else if (event.key === 'ArrowDown' && list !== null) list.focus();
          else return;
          event.preventDefault();
        }}
      />
      <IconButton
        icon={PanelRight}
        className="mirrored"
        label={t`Details`}
        aria-pressed={isDetailed}
        onClick={() => onDetails(!isDetailed)}
      />
    </div>
  );
}
