/** The commits of a project as they are made. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';

export const changeOperations = {
  followChanges: operation({
    method: 'GET',
    path: '/projects/{projectId}/changes/events',
    summary:
      'Commits after a sequence number, and then those that are made, as an event stream: `seq` as the id and, as JSON, the change of `listChanges`. Any server goes on after `Last-Event-ID`.',
    access: 'read',
    binary: true,
    input: z.object({
      projectId: idOf('project'),
      after: z.coerce.number().int().min(0).default(0),
    }),
    output: z.null(),
  }),
};
