/** Keys: what one AI client uses. People of the field know the list as "MCP Servers". */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

export const key = z.object({
  id: idOf('key'),
  description: z.string(),
  scope: z.enum(['read', 'write']),
  project_ids: z.array(idOf('project')),
  default_project_id: idOf('project'),
  /** The last four characters of the secret, to recognise it by. */
  secret_suffix: z.string(),
  endpoint_url: z.string(),
  status: z.enum(['active', 'expired', 'revoked']),
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  created_at: time,
  /** When it got its present secret in place of another. */
  rotated_at: time.nullable(),
  /** Until when the secret before is accepted as well; null when it is not. */
  old_secret_until: time.nullable(),
});

export type Key = z.infer<typeof key>;

/** A key with its new secret. */
export const createdKey = key.extend({
  /** Shown this once; Keepsake stores only its SHA-256. */
  secret: z.string().optional(),
  secret_already_shown: z.literal(true).optional(),
});

export type CreatedKey = z.infer<typeof createdKey>;

const fields = {
  description: z.string().trim().min(1).max(200).describe('which client uses it'),
  scope: z.enum(['read', 'write']).default('write'),
  expires_at: time.nullable().default(null),
};

export const keyOperations = {
  listKeys: operation({
    method: 'GET',
    path: '/apikeys',
    summary: 'Every key of the account, newest first.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(key),
  }),
  createKey: operation({
    method: 'POST',
    path: '/apikeys',
    summary: 'Create a key for one or more projects; reads span them, writes go to the default one.',
    access: 'owner',
    status: 201,
    input: z.object({
      ...fields,
      project_ids: z.array(idOf('project')).min(1).max(100),
      default_project_id: idOf('project').optional(),
    }),
    output: createdKey,
  }),
  revokeKey: operation({
    method: 'DELETE',
    path: '/apikeys/{keyId}',
    summary: 'Revoke a key: the next request with it is refused.',
    access: 'owner',
    input: z.object({ keyId: idOf('key') }),
    output: done,
  }),
  listProjectKeys: operation({
    method: 'GET',
    path: '/projects/{projectId}/apikeys',
    summary: 'The keys that reach a project, newest first.',
    access: 'owner',
    input: z.object({ projectId: idOf('project'), ...pageQuery }),
    output: pageOf(key),
  }),
  createProjectKey: operation({
    method: 'POST',
    path: '/projects/{projectId}/apikeys',
    summary: 'Create a key for one project.',
    access: 'owner',
    status: 201,
    input: z.object({ projectId: idOf('project'), ...fields }),
    output: createdKey,
  }),
  revokeProjectKey: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/apikeys/{keyId}',
    summary: 'Revoke a key that reaches a project.',
    access: 'owner',
    input: z.object({ projectId: idOf('project'), keyId: idOf('key') }),
    output: done,
  }),
};
