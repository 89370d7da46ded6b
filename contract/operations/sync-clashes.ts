/** The inbox of clashes: versions that do not go together, of a project's records or of what the drive holds, until a person decides. */
import { z } from 'zod';
import { author, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { driveKinds, settingsKind, syncedKinds } from './sync.ts';

const clashSide = z
  .object({ revision: z.string(), status: z.string(), payload: z.json(), time, written_by: author })
  .describe('one version; null when it is not kept any more')
  .nullable();

const clash = z.object({
  id: idOf('clash'),
  project_id: idOf('project'),
  status: z.enum(['open', 'resolved']),
  kind: z.enum([...syncedKinds, settingsKind]),
  record_id: z.string(),
  /** Where the two met: names of fields, empty when it is about the whole record. */
  fields: z.array(z.string()),
  base: clashSide,
  current: clashSide,
  other: clashSide,
  created_at: time,
  updated_at: time,
});

export type SyncClash = z.infer<typeof clash>;

/** Of a file, a folder, or what is said about one. */
const driveClash = clash.omit({ project_id: true }).extend({
  kind: z.enum(driveKinds),
  item_id: z.string(),
  /** The file beside it that holds the other bytes, where two wrote the same file. */
  copy_id: idOf('item').nullable(),
});

export type DriveClash = z.infer<typeof driveClash>;

export const syncClashOperations = {
  listClashes: operation({
    method: 'GET',
    path: '/projects/{projectId}/clashes',
    summary: 'Records that two devices changed in ways that do not go together, newest first.',
    access: 'owner',
    input: z.object({
      projectId: idOf('project'),
      ...pageQuery,
      status: clash.shape.status.default('open'),
    }),
    output: pageOf(clash),
  }),
  resolveClash: operation({
    method: 'POST',
    path: '/projects/{projectId}/clashes/{clashId}/resolve',
    summary: 'Decide a clash: the record stays as it is, or takes the other version.',
    access: 'owner',
    input: z.object({
      projectId: idOf('project'),
      clashId: idOf('clash'),
      take: z.enum(['current', 'other']),
    }),
    output: clash,
  }),
  listDriveClashes: operation({
    method: 'GET',
    path: '/drives/clashes',
    summary:
      'Files, comments and attributes that two devices changed in ways that do not go together, newest first.',
    access: 'owner',
    input: z.object({ ...pageQuery, status: clash.shape.status.default('open') }),
    output: pageOf(driveClash),
  }),
  resolveDriveClash: operation({
    method: 'POST',
    path: '/drives/clashes/{clashId}/resolve',
    summary:
      'Decide a clash of the drive. Of two files: keep both, or one, whose bytes are then the file’s; the one beside it goes to the trash.',
    access: 'owner',
    input: z.object({ clashId: idOf('clash'), take: z.enum(['current', 'other', 'both']) }),
    output: driveClash,
  }),
};
