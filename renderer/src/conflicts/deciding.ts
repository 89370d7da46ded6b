/** Deciding a clash: one of its versions, both of them, or words of one's own; and going back to the one that lost. */
import { t } from '@lingui/core/macro';
import { KeepsakeError } from '../../../contract/index.ts';
import type { DriveClash, SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';
import { titleOf, valuesOf } from './clash.ts';

/** `written`: what somebody wrote by hand: a memory's text, an entry's value, a conversation's title. */
export type Choice = 'current' | 'other' | 'both' | { readonly written: unknown };

export function useDeciding(clash: SyncClash, options: { inDialog?: boolean } = {}) {
  const { show } = useNotices();
  const close = (take: 'current' | 'other') =>
    client.resolveClash({ projectId: clash.project_id, clashId: clash.id, take });
  return useChange(async (choice: Choice) => {
    if (choice === 'other') {
      await close('other');
      show(t`Resolved. The other version stays in the history.`);
      return;
    }
    // What is written comes first: a clash that stays open is seen again, one closed too early is not.
    if (choice === 'both') await addOther(clash);
    else if (choice !== 'current') await write(clash, choice.written);
    await close('current');
    show(
      choice === 'both'
        ? t`Both stay, each as a memory of its own.`
        : t`Resolved. The other version stays in the history.`,
    );
  }, options);
}

export function useDecidingOfDrive({ id: clashId, kind }: DriveClash) {
  const { show } = useNotices();
  return useChange(async (take: 'current' | 'other' | 'both') => {
    await client.resolveDriveClash({ clashId, take });
    if (take === 'both') show(t`Both files stay.`);
    else if (kind === 'item') show(t`Resolved. The other file is in the trash, and a version of this one.`);
    else show(t`Resolved. The other version stays in the history.`);
  });
}

/** Makes a version of a decided clash the current one, as a new revision. */
export function useRestoring(clash: SyncClash) {
  const { show } = useNotices();
  return useChange(async (side: 'current' | 'other') => {
    const version = clash[side];
    if (version === null) return;
    await restore(clash, version.revision);
    show(t`Restored as a new version of “${titleOf(clash)}”.`);
  });
}

async function addOther({ project_id: projectId, other }: SyncClash): Promise<void> {
  const { name, content, tags } = valuesOf(other);
  await client.addMemory({
    projectId,
    name: text(name),
    content: text(content),
    tags: Array.isArray(tags) ? tags.map(String) : [],
  });
}

async function write(clash: SyncClash, written: unknown): Promise<void> {
  const { project_id: projectId, kind, record_id: id } = clash;
  if (kind === 'memory') {
    await client.updateMemory({ projectId, memoryId: id, content: text(written) });
  } else if (kind === 'entry') {
    await client.setEntry({ projectId, ...placeOf(clash), value: written });
  } else {
    await client.updateConversation({ projectId, conversationId: id, title: text(written) });
  }
}

async function restore(clash: SyncClash, revision: string): Promise<void> {
  const { project_id: projectId, kind, record_id: memoryId } = clash;
  if (kind === 'memory') await client.restoreMemory({ projectId, memoryId, revision });
  else if (kind === 'entry') await client.restoreEntry({ projectId, ...placeOf(clash), revision });
  else throw new KeepsakeError('VALIDATION_ERROR', t`Versions of this kind cannot be restored.`);
}

function placeOf({ current, other }: SyncClash): { namespace: string; key: string } {
  const { namespace, key } = valuesOf(current ?? other);
  return { namespace: text(namespace), key: text(key) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
