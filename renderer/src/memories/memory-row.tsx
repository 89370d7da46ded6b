/** One memory in the list: its title and the beginning of what it says. */
import { useLingui } from '@lingui/react/macro';
import { Pin, TriangleAlert } from 'lucide-react';
import type { Memory } from '../../../contract/index.ts';
import { When, writerInWords } from '../parts/words.tsx';
import { SyncMark } from '../sync/sync-chip.tsx';
import type { RecordState } from '../sync/queries.ts';
import { isOpening } from './opening.ts';
import { pinTag } from './memory-actions.ts';

const excerptLength = 240;

interface MemoryRowProps {
  readonly memory: Memory;
  /** Nothing where no remote server keeps it. */
  readonly sync: RecordState | undefined;
}

export function MemoryRow({ memory, sync }: MemoryRowProps) {
  const { t } = useLingui();
  const { name, content, tags, flags, updated_at, written_by } = memory;
  const shownTags = tags.filter((tag) => tag !== pinTag).slice(0, 2);
  const isUntitled = isOpening(name, content);
  const rest = isUntitled && content.length <= name.length ? '' : content.slice(0, excerptLength);
  return (
    <div className="memory-row">
      <span className="memory-name" dir="auto">
        {tags.includes(pinTag) && <Pin size={12} aria-label={t`Pinned`} />}
        {flags !== undefined && <TriangleAlert size={12} className="warning-mark" aria-label={t`Flagged`} />}
        <SyncMark state={sync} />
        <strong>{name}</strong>
      </span>
      <small className="memory-when">
        <When time={updated_at} />
      </small>
      <small className="memory-excerpt" dir="auto">
        {isUntitled && rest === '' ? writerInWords(written_by) : rest.replaceAll(/\s+/g, ' ')}
      </small>
      <small className="memory-tags">
        {shownTags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </small>
    </div>
  );
}
