/** Asks for a name: of a new folder, or another one for a file or folder. */
import { useRef, useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { Field, FormDialog } from '../parts/dialog.tsx';

interface NameItemProps {
  /** Left out, a folder is created. */
  readonly item?: Item;
  readonly parentId: string;
  readonly onClose: () => void;
}

export function NameItem({ item, parentId, onClose }: NameItemProps) {
  const [name, setName] = useState(item?.name ?? '');
  const selected = useRef(false);
  const change = useChange(
    async () => {
      if (item === undefined) await client.createFolder({ itemId: parentId, name });
      else await client.renameItem({ itemId: item.id, name });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={item === undefined ? 'New folder' : `Rename “${item.name}”`}
      submit={item === undefined ? 'Create folder' : 'Rename'}
      change={change}
      onClose={onClose}
    >
      <Field label={item === undefined ? 'Name' : 'New name'}>
        <input
          value={name}
          onChange={(event) => setName(event.target.value)}
          // Typing replaces the name, and keeps a file's ending.
          onFocus={({ target }) => {
            if (!selected.current) target.setSelectionRange(0, lengthWithoutEnding(item));
            selected.current = true;
          }}
          required
          maxLength={255}
          autoComplete="off"
        />
      </Field>
    </FormDialog>
  );
}

function lengthWithoutEnding(item: Item | undefined): number {
  if (item === undefined) return 0;
  const dot = item.type === 'file' ? item.name.lastIndexOf('.') : -1;
  return dot > 0 ? dot : item.name.length;
}
