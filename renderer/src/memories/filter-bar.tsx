/** What narrows the list of memories: words, state, writer, tag. */
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { useKeys } from '../keys/queries.ts';
import { IconButton } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { pinTag } from './memory-actions.ts';
import type { MemoryFilter } from './queries.ts';

interface FilterBarProps {
  readonly projectId: string;
  readonly filter: MemoryFilter;
  /** Those read so far, whose tags can be chosen. */
  readonly memories: readonly Memory[];
  readonly onChange: (filter: MemoryFilter) => void;
  readonly children: ReactNode;
}

export function FilterBar({ projectId, filter, memories, onChange, children }: FilterBarProps) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const keys = useKeys(projectId);
  useShortcut('/', t`Filter the list`, () => field.current?.focus());
  const writers = keys.items.map(({ id, description }) => ({ value: id, label: description }));
  const tags = [...new Set([pinTag, filter.tag, ...memories.flatMap((memory) => memory.tags)])]
    .filter((tag) => tag !== '')
    .sort((a, b) => a.localeCompare(b));
  return (
    <search className="filter-bar">
      <input
        ref={field}
        type="search"
        className="small"
        aria-label={t`Filter by words`}
        placeholder={t`Filter`}
        value={filter.text}
        dir="auto"
        onChange={({ target }) => onChange({ ...filter, text: target.value })}
      />
      <Select
        label={t`State`}
        isLabelHidden
        value={filter.status}
        options={[
          { value: 'active', label: t`Active` },
          { value: 'superseded', label: t`Replaced` },
          { value: 'deleted', label: t`Trash` },
        ]}
        onChange={(status) => onChange({ ...filter, status })}
      />
      <Select
        label={t`Written by`}
        isLabelHidden
        value={filter.writer}
        options={[{ value: 'all', label: t`By anybody` }, { value: 'owner', label: t`By you` }, ...writers]}
        onChange={(writer) => onChange({ ...filter, writer })}
      />
      <Select
        label={t`Tag`}
        isLabelHidden
        value={filter.tag}
        options={[
          { value: '', label: t`Any tag` },
          ...tags.map((tag) => ({ value: tag, label: tag === pinTag ? t`Pinned` : tag })),
        ]}
        onChange={(tag) => onChange({ ...filter, tag })}
      />
      {filter.tag !== '' && (
        <IconButton icon={X} label={t`Any tag`} onClick={() => onChange({ ...filter, tag: '' })} />
      )}
      <span className="filter-end">{children}</span>
    </search>
  );
}
