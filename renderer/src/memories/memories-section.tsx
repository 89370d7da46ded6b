/** The memories of a project: write, change, look back, put back. */
import { useState } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useMemories } from '../data/queries.ts';
import { useNotices } from '../parts/notices.tsx';
import { ListState, When } from '../parts/pieces.tsx';
import { MemoryEditor } from './memory-editor.tsx';
import { MemoryHistory } from './memory-history.tsx';

export function MemoriesSection({ projectId }: { projectId: string }) {
  const memories = useMemories(projectId);
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label="Memories">
      <div className="actions start">
        <button type="button" onClick={() => setAdding(true)}>
          Add memory
        </button>
      </div>
      {adding && <MemoryEditor projectId={projectId} onClose={() => setAdding(false)} />}
      <ListState
        query={memories}
        empty={
          <p>
            A memory is a rule or fact that every AI client should know, such as “Invoices go out on the 5th.”
            Add the first one.
          </p>
        }
      >
        <ul className="rows">
          {memories.data?.map((memory) => (
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
  return (
    <li>
      <div className="grow">
        <strong>{memory.name}</strong>
        {memory.content !== memory.name && <p>{memory.content}</p>}
        <small>
          {memory.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
          {memory.updated_by.name ?? 'You'} · <When time={memory.updated_at} />
        </small>
      </div>
      <button
        type="button"
        className="secondary"
        onClick={() => setOpen('editor')}
        aria-label={`Edit ${memory.name}`}
      >
        Edit
      </button>
      <button
        type="button"
        className="secondary"
        onClick={() => setOpen('history')}
        aria-label={`History of ${memory.name}`}
      >
        History
      </button>
      <button
        type="button"
        className="secondary"
        disabled={remove.isPending}
        onClick={() => remove.mutate(undefined)}
        aria-label={`Delete ${memory.name}`}
      >
        Delete
      </button>
      {open === 'editor' && (
        <MemoryEditor projectId={projectId} memory={memory} onClose={() => setOpen(undefined)} />
      )}
      {open === 'history' && (
        <MemoryHistory projectId={projectId} memory={memory} onClose={() => setOpen(undefined)} />
      )}
    </li>
  );
}
