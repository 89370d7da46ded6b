/** What people and programs say about files and folders: comments and extended attributes. */
import { z } from 'zod';
import { author, done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

const comment = z.object({
  id: idOf('comment'),
  item_id: idOf('item'),
  text: z.string(),
  author,
  created_at: time,
  updated_at: time,
});

export type Comment = z.infer<typeof comment>;

const itemId = { itemId: idOf('item') };
const oneComment = { ...itemId, commentId: idOf('comment') };
/** Of a comment. */
export const text = z.string().trim().min(1).max(10_000).describe('Markdown');

const mostAttributes = 64;
const mostCharacters = 32_768;

/** Of one item. */
export const attributes = z
  .record(z.string().min(1).max(128), z.string().max(8 * 1024))
  .refine((all) => Object.keys(all).length <= mostAttributes, `at most ${mostAttributes} attributes`)
  .refine(
    (all) => JSON.stringify(all).length <= mostCharacters,
    `at most ${mostCharacters} characters of attributes`,
  );

const itemAttributes = z.object({ item_id: idOf('item'), attributes });

export type ItemAttributes = z.infer<typeof itemAttributes>;

export const driveNoteOperations = {
  listComments: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/comments',
    summary: 'The comments on a file or folder, oldest first.',
    access: 'owner',
    input: z.object({ ...itemId, ...pageQuery }),
    output: pageOf(comment),
  }),
  addComment: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/comments',
    summary: 'Comment on a file or folder, in Markdown.',
    access: 'owner',
    status: 201,
    input: z.object({ ...itemId, text }),
    output: comment,
  }),
  editComment: operation({
    method: 'PATCH',
    path: '/drives/items/{itemId}/comments/{commentId}',
    summary: 'Change the text of a comment.',
    access: 'owner',
    input: z.object({ ...oneComment, text }),
    output: comment,
  }),
  deleteComment: operation({
    method: 'DELETE',
    path: '/drives/items/{itemId}/comments/{commentId}',
    summary: 'Delete a comment and its text for good.',
    access: 'owner',
    input: z.object(oneComment),
    output: done,
  }),
  getAttributes: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/xattrs',
    summary: 'The extended attributes of a file or folder.',
    access: 'owner',
    input: z.object(itemId),
    output: itemAttributes,
  }),
  setAttributes: operation({
    method: 'PUT',
    path: '/drives/items/{itemId}/xattrs',
    summary: 'Set all extended attributes of a file or folder; those left out are removed.',
    access: 'owner',
    input: z.object({ ...itemId, attributes }),
    output: itemAttributes,
  }),
};
