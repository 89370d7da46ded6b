/** Folders and files of a demo's drive. */
import { FormData } from 'undici';
import type { DemoAccess } from './access.ts';

export interface DemoDrive {
  /** The id of a folder by its path, such as `House/Bills`; made when missing. */
  folder(path: string): Promise<string>;
  /** Uploads a file, and attaches it to a project if one is given. Answers the item's id. */
  put(folder: string, name: string, bytes: Uint8Array, projectId?: string): Promise<string>;
}

export async function createDemoDrive({ owner }: DemoAccess): Promise<DemoDrive> {
  const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const folders = new Map<string, Promise<string>>([['', Promise.resolve(root)]]);

  function folder(path: string): Promise<string> {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = make(path);
    folders.set(path, made);
    return made;
  }

  async function make(path: string): Promise<string> {
    const cut = path.lastIndexOf('/');
    const itemId = await folder(path.slice(0, Math.max(0, cut)));
    return (await owner.createFolder({ itemId, name: path.slice(cut + 1) })).id;
  }

  return {
    folder,
    async put(path, name, bytes, projectId) {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)]), name);
      const attach = projectId === undefined ? {} : { project_id: projectId };
      const { item } = await owner.uploadFile({ itemId: await folder(path), ...attach }, { form });
      return item.id;
    },
  };
}
