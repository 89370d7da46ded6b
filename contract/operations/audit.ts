/** The audit log: who did what in the account, when, and to what. Never content. */
import { z } from 'zod';
import { author, time } from '../common.ts';
import { operation } from '../operation.ts';

export const auditEvent = z.object({
  /** Of the account's commits: higher is later, none is used twice. */
  seq: z.int(),
  time,
  by: author,
  /** A verb and a noun, such as `revoke_key`. */
  action: z.string(),
  targets: z.array(z.object({ kind: z.string(), id: z.string(), status: z.string() })),
});

export type AuditEvent = z.infer<typeof auditEvent>;

export const auditOperations = {
  listAudit: operation({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, newest first. A page may be short while `next` says there is more.',
    access: 'owner',
    input: z.object({
      before: z.coerce.number().int().min(1).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      action: z.string().max(100).optional().describe('only this one'),
      by: z
        .string()
        .max(100)
        .optional()
        .describe('only of the member or key with this id, or of "owner": who runs the server'),
    }),
    output: z.object({ items: z.array(auditEvent), next: z.int().nullable() }),
  }),
  exportAudit: operation({
    method: 'GET',
    path: '/audit/export',
    summary: 'The whole audit log as JSON lines, oldest first.',
    access: 'owner',
    binary: true,
    input: z.object({}),
    output: z.null(),
  }),
};
