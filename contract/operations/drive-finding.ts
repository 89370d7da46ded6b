/** Finding files and folders: by name, the latest, the favourites; and a whole folder as one archive. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { item } from './drive.ts';

const itemId = { itemId: idOf('item') };

const foundItem = item.extend({
  /** The folders above it, such as `Letters/2024`; empty in the root. */
  path: z.string(),
});

export type FoundItem = z.infer<typeof foundItem>;

const favourite = z.object({ item_id: idOf('item'), favourite: z.boolean() });

export const driveFindingOperations = {
  findItems: operation({
    method: 'GET',
    path: '/drives/search',
    summary: 'Files and folders whose name holds a text, in any case; names that begin with it come first.',
    access: 'owner',
    input: z.object({
      name: z.string().trim().min(1).max(255),
      /** Only below this folder. */
      folder_id: idOf('item').optional(),
      type: z.enum(['file', 'folder']).optional(),
      ...pageQuery,
    }),
    output: pageOf(foundItem),
  }),
  listRecentItems: operation({
    method: 'GET',
    path: '/drives/recent',
    summary: 'The files that were added or changed last.',
    access: 'owner',
    input: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    output: z.object({ items: z.array(foundItem) }),
  }),
  listFavourites: operation({
    method: 'GET',
    path: '/drives/favourites',
    summary: 'The favourite files and folders, the oldest favourite first.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ items: z.array(foundItem) }),
  }),
  addFavourite: operation({
    method: 'PUT',
    path: '/drives/items/{itemId}/favourite',
    summary: 'Make a file or folder a favourite.',
    access: 'owner',
    input: z.object(itemId),
    output: favourite,
  }),
  removeFavourite: operation({
    method: 'DELETE',
    path: '/drives/items/{itemId}/favourite',
    summary: 'Make a file or folder no favourite any more.',
    access: 'owner',
    input: z.object(itemId),
    output: favourite,
  }),
  downloadFolder: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/zip',
    summary: 'A folder and all it holds as a zip archive, made while it is sent.',
    access: 'owner',
    binary: true,
    input: z.object(itemId),
    output: z.null(),
  }),
};
