/** Export of a project or everything, and import of exports: Keepsake's own and those of other products. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';

export const importSources = [
  'keepsake',
  'chatgpt',
  'claude',
  'mem0',
  'server-memory',
  'markdown',
  'botwire',
  'memorylake',
] as const;

export type ImportSource = (typeof importSources)[number];

const git = z
  .enum(['true', 'false'])
  .default('true')
  .describe('whether the history is also given as a git repository');

const counts = z.object({
  /** Written, or with `dry_run` to be written. */
  added: z.int(),
  /** There already, as they are in the archive. */
  known: z.int(),
  /** There already in another form, which stays, or not readable; `problems` says why. */
  skipped: z.int(),
});

export const importReport = z.object({
  source: z.enum(importSources),
  dry_run: z.boolean(),
  project_ids: z.array(idOf('project')),
  counts: z.record(
    z.enum(['projects', 'files', 'documents', 'memories', 'conversations', 'messages', 'values']),
    counts,
  ),
  /** The first hundred; `count` is of all. */
  problems: z.object({
    count: z.int(),
    items: z.array(z.object({ where: z.string(), what: z.string() })),
  }),
});

export type ImportReport = z.infer<typeof importReport>;

export const portableOperations = {
  exportEverything: operation({
    method: 'GET',
    path: '/export',
    summary: 'Everything as one zip archive: files, memories, conversations, values, with full history.',
    access: 'owner',
    binary: true,
    input: z.object({ git }),
    output: z.unknown(),
  }),
  exportProject: operation({
    method: 'GET',
    path: '/projects/{projectId}/export',
    summary:
      'A project as one zip archive: its documents’ files, memories, conversations, values, with full history.',
    access: 'owner',
    binary: true,
    input: z.object({ projectId: idOf('project'), git }),
    output: z.unknown(),
  }),
  importFile: operation({
    method: 'POST',
    path: '/imports',
    summary:
      'Import a file of the drive: an export of Keepsake or of another product. Twice adds nothing twice.',
    access: 'owner',
    input: z.object({
      item_id: idOf('item').describe('the file, uploaded into the drive; it may be deleted afterwards'),
      source: z.enum(importSources).optional().describe('recognised from the file when left out'),
      project_id: idOf('project')
        .optional()
        .describe('where it goes; left out, an export of Keepsake goes into projects of its own'),
      dry_run: z.boolean().default(false).describe('only tells what would happen'),
    }),
    output: importReport,
  }),
};
