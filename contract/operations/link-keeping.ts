/** Which bytes of a linked drive are on this device: chosen per folder or file, and fetched when they are opened. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';

const itemId = idOf('item');

/** `here`: what it holds is brought and stays; `placeholder`: bytes that the server has are given up, and fetched when needed. */
const keep = z.enum(['here', 'placeholder']);

/** Of a file or folder. */
export const itemBytes = z.object({
  /** Where the bytes of a file's newest version are; null for a folder. */
  place: z.enum(['here', 'remote']).nullable(),
  /** What was chosen for it, or for the nearest folder above it; null where nothing was: bytes come when needed, and stay. */
  keep: keep.nullable(),
  /** Whether that was chosen for it itself. */
  own: z.boolean(),
  /** While they are fetched, how many are here. */
  received_bytes: z.int().nullable(),
  /** Why they could not be fetched the last time, though they are wanted here. */
  problem: z.string().nullable(),
});

const filesAndBytes = z.object({ files: z.int(), bytes: z.int() });

/** How the bytes of a drive are spread. */
export const driveBytes = z.object({
  /** Of all versions of all files. */
  here: z.int(),
  remote: z.int(),
  /** Files, also those in the trash, whose current bytes the server alone has: without it they do not open. */
  away: filesAndBytes,
  /** What is chosen to be here and is not yet. */
  to_fetch: filesAndBytes,
  /**
   * What keeps those from coming: the link is `paused` or `metered`, a `problem` stops all of it (the server's, or the one below),
   * or all that is left is `missing` at the server.
   */
  hindrance: z.enum(['paused', 'metered', 'problem', 'missing']).nullable(),
  /** What stops fetching altogether, such as a full disk. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Files that the server could not give, such as those whose bytes it lost. */
  missing: z.array(z.object({ id: itemId, reason: z.string() })),
});

export const linkKeepingOperations = {
  keepItem: operation({
    method: 'PUT',
    path: '/drives/items/{itemId}/keep',
    summary:
      'Choose whether the bytes of a file, or of what is in a folder, are on this device or fetched when they are needed.',
    access: 'owner',
    input: z.object({
      itemId,
      keep: z
        .union([keep, z.literal('inherit')])
        .describe('`inherit`: as the folder above, and for the drive itself as files are opened'),
    }),
    output: z.object({ id: itemId, keep: keep.nullable(), own: z.boolean() }),
  }),
  fetchVersion: operation({
    method: 'POST',
    path: '/drives/items/{itemId}/versions/{versionId}/fetch',
    summary:
      'Bring the bytes of a version here that only the remote server has. Answers within about a second how far it is: ask again until they are here.',
    access: 'owner',
    input: z.object({ itemId, versionId: idOf('version') }),
    output: z.object({
      place: z.enum(['here', 'remote']),
      size: z.int(),
      /** How many have come; all of them once they are here. */
      received_bytes: z.int(),
    }),
  }),
};
