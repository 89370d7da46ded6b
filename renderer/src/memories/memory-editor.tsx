/** Writes a memory, or changes one without overwriting what somebody else changed meanwhile. */
import { useState } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { Field, FormDialog } from '../parts/dialog.tsx';
import { isOpening } from './opening.ts';

interface MemoryEditorProps {
  readonly projectId: string;
  readonly memory?: Memory;
  readonly onClose: () => void;
}

export function MemoryEditor({ projectId, memory, onClose }: MemoryEditorProps) {
  // The memory as it was opened: a change made elsewhere meanwhile is refused, not overwritten.
  const [before] = useState(memory);
  const [name, setName] = useState(
    memory === undefined || isOpening(memory.name, memory.content) ? '' : memory.name,
  );
  const [content, setContent] = useState(memory?.content ?? '');
  const [tags, setTags] = useState(memory?.tags.join(', ') ?? '');
  const save = useChange(
    async () => {
      const fields = { projectId, content, tags: tagsOf(tags), ...(name === '' ? {} : { name }) };
      if (before === undefined) await client.addMemory(fields);
      else await client.updateMemory({ ...fields, memoryId: before.id, version: before.version });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={memory === undefined ? 'Add memory' : 'Edit memory'}
      submit="Save"
      change={save}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

function tagsOf(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
