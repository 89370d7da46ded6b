/** One memory: what it says, where it came from, its history, who has recalled it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Pencil, Pin, PinOff, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { Banner } from '../parts/status.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { FlaggedText } from '../review/flags.tsx';
import { readDraft } from './draft.ts';
import { pinTag, useMemoryActions } from './memory-actions.ts';
import { MemoryFacts } from './memory-facts.tsx';
import { MemoryForm } from './memory-form.tsx';
import { MemoryHistory } from './memory-history.tsx';
import { useMemoryMenu } from './memory-menu.ts';
import { MemoryReaders } from './memory-readers.tsx';
import { isOpening } from './opening.ts';
import { useMemory } from './queries.ts';

interface MemoryDetailProps {
  readonly projectId: string;
  readonly memoryId: string;
  readonly onClose: () => void;
  readonly onOpen: (memoryId: string) => void;
  readonly onTag: (tag: string) => void;
  readonly onReplace: (memory: Memory) => void;
}

export function MemoryDetail({ memoryId, onReplace, ...props }: MemoryDetailProps) {
  const { projectId } = props;
  const memory = useMemory(projectId, memoryId);
  const [isEditing, setEditing] = useState(() => readDraft(projectId, memoryId) !== undefined);
  if (memory.data === undefined)
    return memory.error === null ? (
      <Skeleton />
    ) : (
      <ErrorState error={memory.error} retry={() => void memory.refetch()} />
    );
  if (isEditing)
    return (
      <MemoryForm
        projectId={projectId}
        memory={memory.data}
        onClose={() => setEditing(false)}
        onSaved={() => setEditing(false)}
      />
    );
  return <Shown {...props} memory={memory.data} onEdit={() => setEditing(true)} onReplace={onReplace} />;
}

interface ShownProps extends Omit<MemoryDetailProps, 'memoryId'> {
  readonly memory: Memory;
  readonly onEdit: () => void;
}

function Shown({ projectId, memory, onClose, onOpen, onTag, onEdit, onReplace }: ShownProps) {
  const { t } = useLingui();
  const { putBack, togglePin } = useMemoryActions(projectId);
  const [tab, setTab] = useState<'facts' | 'history' | 'readers'>('facts');
  const { name, content, tags, status } = memory;
  const isActive = status === 'active';
  const isPinned = tags.includes(pinTag);
  useShortcut('e', t`Edit memory`, onEdit, isActive);
  const actions = useMemoryMenu({ projectId, memory, onClose, onReplace });
  return (
    <article className="memory">
      <div className="memory-head">
        <h2 dir="auto">{isOpening(name, content) ? <Trans>Memory</Trans> : name}</h2>
        {isActive ? (
          <>
            <IconButton
              icon={isPinned ? PinOff : Pin}
              label={isPinned ? t`Unpin` : t`Pin`}
              aria-pressed={isPinned}
              onClick={() => togglePin(memory)}
            />
            <Button icon={Pencil} onClick={onEdit}>{t`Edit`}</Button>
          </>
        ) : (
          <Button icon={Undo2} onClick={() => putBack(memory)}>{t`Put back`}</Button>
        )}
        <MoreMenu of={name} actions={actions} />
      </div>
      {!isActive && (
        <Banner>
          {status === 'deleted' ? (
            <Trans>It lies in the trash: no AI client is given it.</Trans>
          ) : (
            <Trans>Something newer took its place: no AI client is given it.</Trans>
          )}
        </Banner>
      )}
      <FlaggedText text={content} flags={memory.flags} />
      {tags.length > 0 && (
        <p className="memory-tags-line">
          {tags.map((tag) => (
            <button
              key={tag}
              type="button"
              className="tag"
              aria-label={t`Show those with the tag ${tag}`}
              onClick={() => onTag(tag)}
            >
              {tag}
            </button>
          ))}
        </p>
      )}
      <Tabs
        label={t`About this memory`}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'facts',
            label: t`Where it came from`,
            content: <MemoryFacts memory={memory} onOpen={onOpen} />,
          },
          {
            value: 'history',
            label: t`History`,
            content: <MemoryHistory projectId={projectId} memory={memory} />,
          },
          { value: 'readers', label: t`Who recalled it`, content: <MemoryReaders memoryId={memory.id} /> },
        ]}
      />
    </article>
  );
}
