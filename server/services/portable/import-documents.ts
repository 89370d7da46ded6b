/** Documents of an archive into a project: files of the drive attached again, and folders that are live. */
import type { z } from 'zod';
import { newId } from '../../../local/ids.ts';
import type { Scope, Store } from '../../store/store.ts';
import { attach, attachmentName, sourceOf } from '../attachments.ts';
import { itemPayload } from '../items.ts';
import { followOperation, liveFoldersPut, readLiveFolders } from '../live-folders.ts';
import { retryOnConflict } from '../records.ts';
import type { DriveImport } from './import-drive.ts';
import type { documentLine } from './shapes.ts';

/** Once the files are there. */
export function createDocumentsImport(
  store: Store,
  { account, reporting, isDryRun }: Omit<DriveImport, 'archive'>,
) {
  const scope: Scope = { account };
  return {
    /** Attaches a file of the archive to a project. */
    async attach(project: string, line: z.output<typeof documentLine>): Promise<void> {
      const record = await store.get(scope, 'item', line.item);
      const there = await store.find(scope, 'attachment', attachmentName(project, line.item));
      const isFile = record?.state === 'active' && itemPayload(record).type === 'file';
      if (!isFile && !isDryRun) {
        reporting.count('documents', 'skipped');
        return reporting.problem(line.id, 'Its file is not in the drive.');
      }
      reporting.count('documents', there?.state === 'active' ? 'known' : 'added');
      if (isDryRun || record === undefined || there?.state === 'active') return;
      const taken = await store.get(scope, 'attachment', line.id);
      const id = taken === undefined ? line.id : newId('doc');
      const source = sourceOf({ id: record.id, payload: itemPayload(record) });
      const operations = attach(project, id, source, line.own);
      await store.commit(scope, { at: line.at, author: line.author, operations });
    },
    /** Makes folders of a project live again. */
    async makeLive(project: string, ids: readonly string[], at: number): Promise<void> {
      if (ids.length === 0 || isDryRun) return;
      await retryOnConflict(async () => {
        const live = await readLiveFolders(store, account);
        const standing = await Promise.all(ids.map((id) => store.get(scope, 'item', id)));
        const added = ids.filter((_, index) => standing[index]?.state === 'active');
        const next = added.map((id) => [id, [...new Set([...(live.folders[id] ?? []), project])]] as const);
        const put = liveFoldersPut(account, live, { ...live.folders, ...Object.fromEntries(next) });
        const operations = [put, ...added.map(followOperation)];
        await store.commit(scope, { at, author: { type: 'server', id: account }, operations });
      });
    },
  };
}
