/** What somebody at a computer does in its drive, at random: files, folders, versions, moves, the trash, documents. */
import { createHash } from 'node:crypto';
import { FormData } from 'undici';
import type { Item } from '../../../contract/index.ts';
import type { Deed, Editor } from './editor.ts';
import { allItems } from './held.ts';

const mostFiles = 40;
const mostFolders = 8;
/** Beyond what stands in the catalogue. */
const largeBytes = 300_000;

const filesOf = ({ held }: Editor) => [...held.items.values()].filter(({ type }) => type === 'file');
const foldersOf = ({ held }: Editor) => [...held.items.values()].filter(({ type }) => type === 'folder');

/** A folder of those known, or the top. */
function somewhere(editor: Editor): string {
  return editor.chance(0.4)
    ? editor.computer.root
    : (editor.pick(foldersOf(editor))?.id ?? editor.computer.root);
}

async function write(editor: Editor, parent: string, name: string, on_conflict: 'rename' | 'replace') {
  const { computer, told, word, chance } = editor;
  const text = `${name} says ${word()}.\n`.repeat(chance(0.05) ? Math.ceil(largeBytes / name.length) : 3);
  const form = new FormData();
  form.set('file', new Blob([text]), name);
  const { item } = await computer.keepsake.owner.uploadFile({ itemId: parent, on_conflict }, { form });
  told.bytes.push({ sha256: createHash('sha256').update(text).digest('hex'), item: item.id });
}

/** Deletes an item for good with what lies in it; bytes of it that were told of are not missed then. */
async function purge({ computer, told }: Editor, item: Item): Promise<void> {
  const { owner } = computer.keepsake;
  const all = [item, ...(item.type === 'folder' ? await allItems(owner, item.id) : [])];
  if (item.trashed_at === undefined) await owner.deleteItem({ itemId: item.id });
  await owner.purgeItem({ itemId: item.id });
  // What was moved out of it elsewhere, and came in since it was listed, is not deleted.
  const left = new Set((await allItems(owner)).map(({ id }) => id));
  for (const { id, sha256 } of all) {
    if (left.has(id)) continue;
    told.erased.add(id);
    if (sha256 !== undefined) told.erased.add(sha256);
  }
}

export const driveDeeds: readonly Deed[] = [
  {
    name: 'new_file',
    weight: 3,
    async act(editor) {
      if (filesOf(editor).length > mostFiles) return false;
      const name = editor.chance(0.4) ? `${editor.partition}.md` : `${editor.word()}.md`;
      await write(editor, somewhere(editor), name, 'rename');
      return true;
    },
  },
  {
    name: 'new_version',
    weight: 5,
    async act(editor) {
      const file = editor.pick(filesOf(editor));
      if (file?.parent_id == null) return false;
      await write(editor, file.parent_id, file.name, 'replace');
      return true;
    },
  },
  {
    name: 'new_folder',
    weight: 1,
    async act(editor) {
      if (foldersOf(editor).length > mostFolders) return false;
      const name = `box ${editor.partition}`;
      await editor.computer.keepsake.owner.createFolder({ itemId: somewhere(editor), name });
      return true;
    },
  },
  {
    name: 'rename_item',
    weight: 2,
    async act(editor) {
      const item = editor.pick(editor.held.items.values());
      if (item === undefined) return false;
      const ending = item.type === 'file' ? '.md' : '';
      const name = `${editor.chance(0.3) ? `new ${editor.partition}` : editor.word()}${ending}`;
      await editor.computer.keepsake.owner.renameItem({ itemId: item.id, name });
      return true;
    },
  },
  {
    name: 'move_item',
    weight: 3,
    async act(editor) {
      const item = editor.pick(editor.held.items.values());
      const parent_id = somewhere(editor);
      if (item === undefined || item.id === parent_id) return false;
      await editor.computer.keepsake.owner.moveItem({ itemId: item.id, parent_id, on_conflict: 'rename' });
      return true;
    },
  },
  {
    name: 'trash_item',
    weight: 1.5,
    async act(editor) {
      const item = editor.pick(editor.held.items.values());
      if (item === undefined) return false;
      await editor.computer.keepsake.owner.deleteItem({ itemId: item.id });
      return true;
    },
  },
  {
    name: 'restore_item',
    weight: 0.7,
    async act(editor) {
      const item = editor.pick(editor.held.trashed);
      if (item === undefined) return false;
      await editor.computer.keepsake.owner.restoreItem({ itemId: item.id });
      return true;
    },
  },
  {
    name: 'purge_item',
    weight: 1,
    async act(editor) {
      const gone = editor.held.trashed.filter(({ type }) => type === 'file');
      const item = editor.pick([...gone, ...(editor.chance(0.3) ? editor.held.items.values() : [])]);
      if (item === undefined) return false;
      await purge(editor, item);
      return true;
    },
  },
  {
    // Each side reads the file in a process of its own, which costs more than the rest of a partition.
    name: 'attach_file',
    weight: 0.3,
    async act(editor) {
      const file = editor.pick(filesOf(editor));
      if (file === undefined) return false;
      const { keepsake, project } = editor.computer;
      await keepsake.owner.addDocuments({ projectId: project, item_ids: [file.id] });
      return true;
    },
  },
  {
    name: 'detach_file',
    weight: 0.3,
    async act({ computer: { keepsake, project }, held, pick }) {
      const documentId = pick(held.documents.values());
      if (documentId === undefined) return false;
      await keepsake.owner.removeDocument({ projectId: project, documentId });
      return true;
    },
  },
];
