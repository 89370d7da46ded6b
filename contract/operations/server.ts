/** What a server says of itself and of the caller. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { standing } from '../roles.ts';

export const serverOperations = {
  getServer: operation({
    method: 'GET',
    path: '/server',
    summary: 'Version, addresses and what the caller may do.',
    access: 'read',
    input: z.object({}),
    output: z.object({
      name: z.literal('keepsake'),
      version: z.string(),
      contract: z.string(),
      account_id: idOf('account'),
      endpoint_url: z.string(),
      caller: z.object({
        type: z.enum(['owner', 'key']),
        scope: z.enum(['read', 'write', 'owner']),
        project_ids: z.array(idOf('project')).optional(),
        default_project_id: idOf('project').optional(),
        /** Of a person: what they may, with the secret they came with. */
        standing: standing.optional(),
        /** Of a person who is a member, and not who runs the server. */
        member_id: idOf('member').optional(),
        name: z.string().optional(),
      }),
    }),
  }),
  createPageAddress: operation({
    method: 'POST',
    path: '/page-address',
    summary:
      'A one-time code with which a browser on this computer signs in as the owner; good for ten minutes.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ code: z.string() }),
  }),
  openPage: operation({
    method: 'POST',
    path: '/page-session',
    summary: 'Exchange a one-time code for an HttpOnly cookie.',
    access: 'anyone',
    input: z.object({ code: z.string().min(1).max(200) }),
    output: z.object({ signed_in: z.literal(true) }),
  }),
};
