/** The versions of files: listed, read, compared, restored. */
import { z } from 'zod';
import { author, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { item } from './drive.ts';

const fileVersion = z.object({
  id: idOf('version'),
  item_id: idOf('item'),
  size: z.int(),
  sha256: z.string(),
  /** Whether it is what the file holds now. */
  current: z.boolean(),
  author,
  created_at: time,
});

export type FileVersion = z.infer<typeof fileVersion>;

const itemId = { itemId: idOf('item') };
const oneVersion = { ...itemId, versionId: idOf('version') };

const lineDifference = z.object({
  from: idOf('version'),
  to: idOf('version'),
  /** Lines kept, added and removed, in order; each text ends with its line's end. */
  parts: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), lines: z.int(), text: z.string() })),
});

export type LineDifference = z.infer<typeof lineDifference>;

export const driveVersionOperations = {
  listVersions: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions',
    summary: 'The versions of a file, newest first.',
    access: 'owner',
    input: z.object({ ...itemId, ...pageQuery }),
    output: pageOf(fileVersion),
  }),
  downloadVersion: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions/{versionId}/binary',
    summary: 'The bytes of one version of a file.',
    access: 'owner',
    binary: true,
    input: z.object(oneVersion),
    output: z.null(),
  }),
  restoreVersion: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/versions/{versionId}/restore',
    summary: 'Make an older version of a file its newest one; none is lost.',
    access: 'owner',
    input: z.object(oneVersion),
    output: item,
  }),
  diffVersions: operation({
    method: 'GET',
    path: '/drives/items/{itemId}/versions/diff',
    summary: 'The lines that differ between two versions of a text file.',
    access: 'owner',
    input: z.object({ ...itemId, from: idOf('version'), to: idOf('version') }),
    output: lineDifference,
  }),
};
