/** The memories of a project: write, change, look back, put back. */
import { useState } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useMemories } from '../data/queries.ts';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { LongText, RowAction, RowMain } from '../parts/row.tsx';
import { count, When } from '../parts/words.tsx';
import { MemoryEditor } from './memory-editor.tsx';
import { MemoryHistory } from './memory-history.tsx';
import { isOpening } from './opening.ts';

export function MemoriesSection({ projectId }: { projectId: string }) {
  const memories = useMemories(projectId);
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label="Memories">
      <div className="toolbar">
        <output className="summary">
          {memories.total > 0 && count(memories.total, 'memory', 'memories')}
        </output>
        <button type="button" onClick={() => setAdding(true)}>
          Add memory
        </button>
      </div>
      {adding && <MemoryEditor projectId={projectId} onClose={() => setAdding(false)} />}
      <ListState
        list={memories}
        empty={
          <>
            <strong>No memories yet</strong>
            <p>
              A memory is a rule or fact that every AI client should know, such as “Invoices go out on the
              5th.” Add the first one, or let a client write it down.
            </p>
          </>
        }
      >
        <ul className="rows">
          {memories.items.map((memory) => (
            <MemoryRow key={memory.id} projectId={projectId} memory={memory} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function MemoryRow({ projectId, memory }: { projectId: string; memory: Memory }) {
  const [open, setOpen] = useState<'editor' | 'history'>();
  const { show } = useNotices();
  const memoryId = memory.id;
  const restore = useChange(() => client.restoreMemory({ projectId, memoryId, revision: memory.revision }));
  const remove = useChange(async () => {
    await client.deleteMemory({ projectId, memoryId });
    show(`Moved “${memory.name}” to the trash.`, () => restore.mutate(undefined));
  });
  const close = () => setOpen(undefined);
  return (
    <li>
      <RowMain>
        {!isOpening(memory.name, memory.content) && <strong className="title">{memory.name}</strong>}
        <LongText text={memory.content} />
        <small className="facts">
          {memory.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
          <span>
            {memory.updated_by.name ?? 'You'} · <When time={memory.updated_at} />
          </span>
        </small>
      </RowMain>
      <div className="row-actions">
        <RowAction label="Edit" of={memory.name} onClick={() => setOpen('editor')} />
        <RowAction label="History" of={`of ${memory.name}`} onClick={() => setOpen('history')} />
        <RowAction
          label="Delete"
          of={memory.name}
          isBusy={remove.isPending}
          onClick={() => remove.mutate(undefined)}
        />
      </div>
      {open === 'editor' && <MemoryEditor projectId={projectId} memory={memory} onClose={close} />}
      {open === 'history' && <MemoryHistory projectId={projectId} memory={memory} onClose={close} />}
    </li>
  );
}
