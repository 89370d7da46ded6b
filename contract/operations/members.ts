/** Members: the people of an account, and what each may do. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { role } from '../roles.ts';

export const memberName = z.string().trim().min(1).max(100).describe('how others see them');

export const member = z.object({
  id: idOf('member'),
  name: z.string(),
  role,
  status: z.enum(['active', 'removed']),
  /** Whom they are with the OIDC issuer of this server (its `sub`); null when they are not linked. */
  subject: z.string().nullable(),
  /** Where their AI clients write when a call names no project. */
  default_project_id: idOf('project').nullable(),
  joined_at: time,
});

export type Member = z.infer<typeof member>;

const which = { memberId: idOf('member') };

export const memberOperations = {
  listMembers: operation({
    method: 'GET',
    path: '/members',
    summary: 'The people of the account, newest first.',
    access: 'owner',
    input: z.object({ status: z.enum(['active', 'removed']).default('active'), ...pageQuery }),
    output: pageOf(member),
  }),
  updateMember: operation({
    method: 'PATCH',
    path: '/members/{memberId}',
    summary:
      'Change what a member may do, their name, their identity with the issuer or their default project.',
    access: 'owner',
    input: z.object({
      ...which,
      name: memberName.optional(),
      role: role.optional(),
      subject: z.null().optional().describe('null unlinks them; who accepts an invitation links themselves'),
      default_project_id: idOf('project').nullable().optional(),
    }),
    output: member,
  }),
  removeMember: operation({
    method: 'DELETE',
    path: '/members/{memberId}',
    summary: 'Remove a member: their tokens, sessions and keys are refused from the next request on.',
    access: 'owner',
    input: z.object(which),
    output: done,
  }),
};
