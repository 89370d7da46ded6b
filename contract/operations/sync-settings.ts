/** What a device and the server ask of each other about what people set of a project: its name and description. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { outcomeKind, settingsKind, syncedVersion } from './sync.ts';

/** Most versions of a project's settings that a device sends. */
export const maxSettingsVersions = 100;

const settingsVersion = syncedVersion.extend({ kind: z.literal(settingsKind), id: idOf('project') });

export const syncSettingsOperations = {
  exchangeSettings: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync/settings',
    summary:
      'Send what a device changed of a project’s name and description, and take what the server has of them.',
    access: 'owner',
    input: z.object({
      projectId: idOf('project'),
      known: idOf('revision').optional().describe('the newest revision that the server is known to have'),
      versions: z
        .array(settingsVersion)
        .max(maxSettingsVersions)
        .default([])
        .describe('what was written since, oldest first; of the id that the project has at the server'),
    }),
    output: z.object({
      /** False when the server lost `known`, and took nothing: send everything without it. */
      is_known: z.boolean(),
      /** Of the newest that was sent; null when nothing was. */
      outcome: outcomeKind.nullable(),
      /** What the server has on top of `known` and was not sent now, oldest first; only the newest without it. */
      versions: z.array(settingsVersion),
    }),
  }),
};
