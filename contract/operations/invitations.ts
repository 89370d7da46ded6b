/** Invitations: one-time links by which people become members. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { role } from '../roles.ts';
import { member, memberName } from './members.ts';

export const invitation = z.object({
  id: idOf('invitation'),
  role,
  /** For whom it is, in the words of who made it. */
  note: z.string(),
  /** The member whom it lets in again; null when it makes a new one. */
  member_id: idOf('member').nullable(),
  status: z.enum(['open', 'accepted', 'expired', 'withdrawn']),
  expires_at: time,
  created_at: time,
});

export type Invitation = z.infer<typeof invitation>;

/** An invitation with what lets somebody in. */
export const createdInvitation = invitation.extend({
  /** Shown this once; Keepsake stores only its SHA-256. */
  code: z.string().optional(),
  /** The page's address with the code, to be sent to them. */
  link: z.string().optional(),
  secret_already_shown: z.literal(true).optional(),
});

export type CreatedInvitation = z.infer<typeof createdInvitation>;

export const invitationOperations = {
  listInvitations: operation({
    method: 'GET',
    path: '/invitations',
    summary: 'The invitations of the account, newest first.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(invitation),
  }),
  createInvitation: operation({
    method: 'POST',
    path: '/invitations',
    summary: 'Invite somebody: a link that works once, shown this once. Nothing is sent.',
    access: 'owner',
    status: 201,
    input: z.object({
      role: role.default('member'),
      note: z.string().trim().max(200).default('').describe('for whom it is'),
      member_id: idOf('member').optional().describe('lets this member in again instead of making one'),
      hours: z.int().min(1).max(720).default(168).describe('how long it works'),
    }),
    output: createdInvitation,
  }),
  withdrawInvitation: operation({
    method: 'DELETE',
    path: '/invitations/{invitationId}',
    summary: 'Withdraw an invitation that nobody has accepted yet.',
    access: 'owner',
    input: z.object({ invitationId: idOf('invitation') }),
    output: done,
  }),
  acceptInvitation: operation({
    method: 'POST',
    path: '/invitations/accept',
    summary: 'Accept an invitation, once: makes the member, and answers with a personal access token.',
    access: 'anyone',
    status: 201,
    input: z.object({
      code: z.string().min(1).max(200),
      name: memberName.optional().describe('needed by who is not a member yet'),
      identity_token: z
        .string()
        .max(16_384)
        .optional()
        .describe("an access token of this server's OIDC issuer, which is linked to the member"),
    }),
    output: z.object({
      account_id: idOf('account'),
      member,
      /** Shown this once. */
      token: z.string(),
      expires_at: time,
    }),
  }),
};
