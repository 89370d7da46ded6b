/** What a device and the server ask of each other about the drive: its items, and the bytes of their versions. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import {
  changes,
  driveKinds,
  heads,
  maxVersions,
  named,
  namedRecords,
  ofAnybody,
  ofDevice,
  omit,
  pulled,
  pushed,
  syncCursor,
} from './sync.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits');

/** The bytes of one version of a file, by name; knowing them gives nobody the bytes. */
const namedContent = z.object({ version_id: idOf('version'), sha256: hash, size: z.int().min(0) });

export type NamedContent = z.infer<typeof namedContent>;

export const syncDriveOperations = {
  pushDriveChanges: operation({
    method: 'POST',
    path: '/sync/drive/push',
    summary: 'Send what a device did in the drive, oldest first. The bytes of files are sent before.',
    access: 'owner',
    input: z.object({ ...ofDevice, changes }),
    output: pushed,
  }),
  pullDriveChanges: operation({
    method: 'POST',
    path: '/sync/drive/pull',
    summary: 'The commits of the drive after a cursor with their versions, and what was erased.',
    access: 'owner',
    input: z.object({
      ...ofDevice,
      cursor: syncCursor.optional().describe('everything when left out'),
      limit: z.int().min(1).max(maxVersions).default(maxVersions),
      omit,
    }),
    output: pulled,
  }),
  listDriveHeads: operation({
    method: 'POST',
    path: '/sync/drive/heads',
    summary: 'The id and current revision of every file and folder, or of what is said about them, in pages.',
    access: 'owner',
    input: z.object({
      ...ofAnybody,
      kind: z.enum(driveKinds).default('item'),
      after: z.string().max(60).optional(),
      limit: z.int().min(1).max(maxVersions).default(maxVersions),
    }),
    output: heads,
  }),
  readDriveRecords: operation({
    method: 'POST',
    path: '/sync/drive/records',
    summary: 'The newest versions of files and folders by name, oldest first.',
    access: 'owner',
    input: z.object({ ...ofDevice, ...named }),
    output: namedRecords,
  }),
  offerContents: operation({
    method: 'POST',
    path: '/sync/drive/contents',
    summary:
      'Which bytes of versions the server has, which it asks to be proven, and which have to be uploaded.',
    access: 'owner',
    input: z.object({ contents: z.array(namedContent).min(1).max(500) }),
    output: z.object({
      /** In the order of the question. */
      items: z.array(
        z.object({
          version_id: z.string(),
          /**
           * `here`: nothing to do. `prove`: the account has such bytes; who shows by `challenge` that they have them too need
           * not send them. `missing`: upload them by tus with `version_id` and `sha256`. `gone`: deleted permanently here, not
           * taken again.
           */
          state: z.enum(['here', 'prove', 'missing', 'gone']),
          challenge: z.string().optional(),
        }),
      ),
    }),
  }),
  proveContent: operation({
    method: 'POST',
    path: '/sync/drive/contents/prove',
    summary:
      'Show that one has the bytes of a version: HMAC-SHA-256 of them under the challenge as UTF-8, in hex.',
    access: 'owner',
    input: namedContent.extend({ proof: hash }),
    output: z.object({ version_id: z.string(), state: z.literal('here') }),
  }),
};
