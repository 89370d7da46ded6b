/** Writes a memory, or changes one without overwriting what somebody else changed meanwhile. */
import { useState } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { Dialog, Field } from '../parts/pieces.tsx';

export function MemoryEditor({
  projectId,
  memory,
  onClose,
}: {
  projectId: string;
  memory?: Memory;
  onClose: () => void;
}) {
  const [name, setName] = useState(memory?.name ?? '');
  const [content, setContent] = useState(memory?.content ?? '');
  const [tags, setTags] = useState(memory?.tags.join(', ') ?? '');
  const save = useChange(async () => {
    const fields = {
      projectId,
      content,
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
      ...(name === '' ? {} : { name }),
    };
    if (memory === undefined) await client.addMemory(fields);
    else await client.updateMemory({ ...fields, memoryId: memory.id, version: memory.version });
    onClose();
  });
  return (
    <Dialog title={memory === undefined ? 'Add memory' : 'Edit memory'} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), save.mutate(undefined))}>
        <Field label="Memory" hint="One rule or fact, complete in itself.">
          <textarea
            value={content}
            onChange={(event) => setContent(event.target.value)}
            required
            maxLength={50_000}
            rows={6}
          />
        </Field>
        <Field label="Title" hint="Left empty, the first words are used.">
          <input value={name} onChange={(event) => setName(event.target.value)} maxLength={200} />
        </Field>
        <Field label="Tags" hint="Separated by commas.">
          <input value={tags} onChange={(event) => setTags(event.target.value)} />
        </Field>
        <div className="actions">
          <button type="button" className="secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" disabled={save.isPending}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
