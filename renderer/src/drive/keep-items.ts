/** Choosing whether files and folders are on this computer or fetched when they are opened, with the way back. */
import { plural, t } from '@lingui/core/macro';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import type { ItemStates } from '../sync/item-states.ts';
import { inLanes } from './lanes.ts';

export type Keep = 'here' | 'placeholder';

const atOnce = 6;

/** @param before where the bytes were and what was chosen, for undoing */
export async function keepItems(items: readonly Item[], keep: Keep, before: ItemStates) {
  await inLanes(items, atOnce, ({ id: itemId }) => client.keepItem({ itemId, keep }));
  const undo = () =>
    inLanes(items, atOnce, ({ id: itemId }) => {
      const was = before.bytes[itemId];
      return client.keepItem({ itemId, keep: was?.own === true && was.keep !== null ? was.keep : 'inherit' });
    });
  return { text: keep === 'here' ? keptInWords(items) : freedInWords(items), undo };
}

function keptInWords(items: readonly Item[]): string {
  const [first] = items;
  if (items.length === 1 && first !== undefined)
    return t`“${first.name}” is kept on this computer. What is missing comes in the background.`;
  return plural(items.length, {
    one: '# item is kept on this computer. What is missing comes in the background.',
    other: '# items are kept on this computer. What is missing comes in the background.',
  });
}

function freedInWords(items: readonly Item[]): string {
  const [first] = items;
  if (items.length === 1 && first !== undefined)
    return t`“${first.name}” takes no room here once the server has it, and is fetched when it is opened.`;
  return plural(items.length, {
    one: '# item takes no room here once the server has it, and is fetched when it is opened.',
    other: '# items take no room here once the server has them, and are fetched when they are opened.',
  });
}
