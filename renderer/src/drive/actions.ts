/** What can be done with files and folders of the drive, each with its way back. */
import { plural, t } from '@lingui/core/macro';
import { useMemo, useRef } from 'react';
import { KeepsakeError, type Item } from '../../../contract/index.ts';
import { useReadAgain } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';
import { useCollisions, type Asker } from './collision.tsx';
import type { ItemStates } from '../sync/item-states.ts';
import { keepItems, type Keep } from './keep-items.ts';
import { inLanes } from './lanes.ts';
import { remember, undoLast } from './undo.ts';

const atOnce = 6;

interface Finished {
  readonly text: string;
  readonly undo?: () => Promise<unknown>;
}

export type ItemActions = ReturnType<typeof useItemActions>;

/** Each reads everything shown again when it is done, says what it did, and shows a refusal. */
export function useItemActions() {
  const readAgain = useReadAgain();
  const notices = useNotices();
  const newAsker = useCollisions();
  const latest = useRef({ readAgain, notices, newAsker });
  return useMemo(() => {
    const run = async (work: () => Promise<Finished | undefined>): Promise<void> => {
      const { show, showError } = latest.current.notices;
      try {
        const finished = await work();
        const undo = finished?.undo === undefined ? undefined : remember(finished.undo);
        if (finished !== undefined)
          show(finished.text, undo === undefined ? undefined : () => void back(undo));
      } catch (error) {
        showError(error);
      } finally {
        await latest.current.readAgain();
      }
    };
    const back = (undo: () => Promise<unknown>) => run(async () => void (await undo()));
    return {
      remove: (items: readonly Item[]) => run(() => remove(items)),
      move: (items: readonly Item[], folder: Place) =>
        run(() => move(items, folder, latest.current.newAsker())),
      copy: (items: readonly Item[], folder: Place) =>
        run(() => copy(items, folder, latest.current.newAsker())),
      restore: (items: readonly Item[]) => run(() => restore(items)),
      keep: (items: readonly Item[], choice: Keep, before: ItemStates) =>
        run(() => keepItems(items, choice, before)),
      star: (items: readonly Item[], isOn: boolean) => run(() => star(items, isOn)),
      restoreVersion: (item: Item, versionId: string) => run(() => restoreVersion(item, versionId)),
      undo: () => back(undoLast),
      /** @throws KeepsakeError as the server refuses the name */
      async rename(item: Item, name: string): Promise<void> {
        await client.renameItem({ itemId: item.id, name });
        await run(async () => ({
          text: t`Renamed to “${name}”.`,
          undo: () => client.renameItem({ itemId: item.id, name: item.name }),
        }));
      },
      /** @returns the new folder, once it is on the page */
      async createFolder(parent: string): Promise<Item | undefined> {
        let made: Item | undefined;
        await run(async () => {
          const name = t`New folder`;
          made = await client.createFolder({ itemId: parent, name, on_conflict: 'rename' });
          const { id: itemId } = made;
          remember(() => client.deleteItem({ itemId }));
          return undefined;
        });
        return made;
      },
    };
  }, []);
}

export interface Place {
  readonly id: string;
  readonly name: string;
}

async function remove(items: readonly Item[]): Promise<Finished> {
  const answers = await inLanes(items, atOnce, ({ id }) => client.deleteItem({ itemId: id }));
  const projects = new Set(answers.flatMap(({ detached_from }) => detached_from)).size;
  const [first] = items;
  const moved =
    items.length === 1 && first !== undefined
      ? t`Moved “${first.name}” to the trash.`
      : plural(items.length, { one: 'Moved # item to the trash.', other: 'Moved # items to the trash.' });
  const detached =
    projects === 0
      ? ''
      : plural(projects, {
          one: 'It was removed from # project.',
          other: 'It was removed from # projects.',
        });
  return { text: `${moved} ${detached}`.trim(), undo: () => putBack(items) };
}

function putBack(items: readonly Item[]): Promise<unknown> {
  return inLanes(items, atOnce, ({ id }) => client.restoreItem({ itemId: id }));
}

async function restore(items: readonly Item[]): Promise<Finished> {
  await putBack(items);
  const [first] = items;
  const text =
    items.length === 1 && first !== undefined
      ? t`Restored “${first.name}”.`
      : plural(items.length, { one: 'Restored # item.', other: 'Restored # items.' });
  return {
    text,
    undo: () => inLanes(items, atOnce, ({ id }) => client.deleteItem({ itemId: id })),
  };
}

async function restoreVersion({ id: itemId, name, version_id }: Item, versionId: string): Promise<Finished> {
  await client.restoreVersion({ itemId, versionId });
  const text = t`The older version of “${name}” is the current one again.`;
  if (version_id === undefined) return { text };
  return { text, undo: () => client.restoreVersion({ itemId, versionId: version_id }) };
}

async function star(items: readonly Item[], isOn: boolean): Promise<undefined> {
  await inLanes(items, atOnce, ({ id: itemId }) =>
    isOn ? client.addFavourite({ itemId }) : client.removeFavourite({ itemId }),
  );
}

async function move(items: readonly Item[], folder: Place, ask: Asker): Promise<Finished | undefined> {
  const place = folder.name;
  const coming = items.filter(({ parent_id }) => parent_id !== folder.id);
  const moved = await inLanes(coming, atOnce, async (item) => {
    const target = { itemId: item.id, parent_id: folder.id };
    const after = await colliding(item, coming.length > 1, ask, (on_conflict) =>
      client.moveItem({ ...target, on_conflict }),
    );
    return after?.id === item.id && after.parent_id === folder.id ? item : undefined;
  });
  const done = moved.filter((item) => item !== undefined);
  const [first] = done;
  if (first === undefined) return undefined;
  const text =
    done.length === 1
      ? t`Moved “${first.name}” to ${place}.`
      : plural(done.length, {
          one: `Moved # item to ${place}.`,
          other: `Moved # items to ${place}.`,
        });
  return {
    text,
    undo: () =>
      inLanes(done, atOnce, ({ id, parent_id }) =>
        client.moveItem({ itemId: id, parent_id: parent_id ?? '', on_conflict: 'rename' }),
      ),
  };
}

async function copy(items: readonly Item[], folder: Place, ask: Asker): Promise<Finished | undefined> {
  const place = folder.name;
  const copies = await inLanes(items, atOnce, async (item) => {
    const target = { itemId: item.id, parent_id: folder.id };
    // A copy beside its original is a second one; nobody needs to be asked.
    const send = (on_conflict: 'deny' | Rule) => client.copyItem({ ...target, on_conflict });
    if (item.parent_id === folder.id) return send('rename');
    return colliding(item, items.length > 1, ask, send);
  });
  const made = copies.filter((one) => one !== undefined);
  const [first] = made;
  if (first === undefined) return undefined;
  const text =
    made.length === 1
      ? t`Copied “${first.name}” to ${place}.`
      : plural(made.length, {
          one: `Copied # item to ${place}.`,
          other: `Copied # items to ${place}.`,
        });
  return { text, undo: () => inLanes(made, atOnce, ({ id }) => client.deleteItem({ itemId: id })) };
}

type Rule = Awaited<ReturnType<Asker>>;

/** Tries without taking anything's place, and asks when something is there. @returns nothing when it is skipped */
async function colliding(
  { name, type }: Item,
  hasMore: boolean,
  ask: Asker,
  send: (rule: 'deny' | Rule) => Promise<Item>,
): Promise<Item | undefined> {
  try {
    return await send('deny');
  } catch (error) {
    if (!(error instanceof KeepsakeError) || error.code !== 'DRIVE_ITEM_CONFLICT') throw error;
    const rule = await ask({ name, canReplace: type === 'file', hasMore });
    return rule === 'skip' ? undefined : send(rule);
  }
}
