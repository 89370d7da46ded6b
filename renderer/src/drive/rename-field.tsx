/** The name of a row, to be changed where it stands: Enter keeps it, Escape leaves it as it was. */
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { KeepsakeError, type Item } from '../../../contract/index.ts';
import { wordsOf } from '../parts/words.tsx';
import { stemLength } from './kinds.ts';

interface RenameFieldProps {
  readonly item: Item;
  /** Where the row stands in all of the list, in pixels. */
  readonly top: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onRename: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

export function RenameField({ item, top, scroller, onRename, onClose }: RenameFieldProps) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(item.name);
  const [error, setError] = useState<string>();
  const isOver = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const list = scroller.current;
    const place = () => form.current?.style.setProperty('top', `${top - (list?.scrollTop ?? 0)}px`);
    place();
    list?.addEventListener('scroll', place);
    return () => list?.removeEventListener('scroll', place);
  }, [scroller, top]);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, stemLength(item));
  }, [item]);
  const close = () => {
    isOver.current = true;
    onClose();
  };
  const keep = async () => {
    if (isOver.current) return;
    const wanted = name.trim();
    if (wanted === '' || wanted === item.name) return close();
    isOver.current = true;
    try {
      await onRename(wanted);
      onClose();
    } catch (refused) {
      isOver.current = false;
      setError(
        refused instanceof KeepsakeError && refused.code === 'DRIVE_ITEM_CONFLICT'
          ? t`Something here is named “${wanted}” already. Choose another name.`
          : wordsOf(refused),
      );
      field.current?.focus();
    }
  };
  return (
    <form className="rename" ref={form} onSubmit={(event) => (event.preventDefault(), void keep())}>
      <input
        ref={field}
        value={name}
        aria-label={t`New name`}
        aria-invalid={error !== undefined}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => (setName(target.value), setError(undefined))}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
        }}
        onBlur={() => void (error === undefined ? keep() : close())}
      />
      {error !== undefined && (
        <p className="problem" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
