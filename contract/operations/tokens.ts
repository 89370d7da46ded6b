/** Personal access tokens: what a member's own programs and browsers present. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';
import { tokenScope } from '../roles.ts';

export const accessToken = z.object({
  id: idOf('token'),
  member_id: idOf('member'),
  description: z.string(),
  scope: tokenScope,
  /** The last four characters of the secret, to recognise it by. */
  secret_suffix: z.string(),
  status: z.enum(['active', 'expired', 'revoked']),
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  created_at: time,
});

export type AccessToken = z.infer<typeof accessToken>;

export const createdToken = accessToken.extend({
  /** Shown this once; Keepsake stores only its SHA-256. */
  secret: z.string().optional(),
  secret_already_shown: z.literal(true).optional(),
});

export type CreatedToken = z.infer<typeof createdToken>;

export const tokenOperations = {
  listTokens: operation({
    method: 'GET',
    path: '/tokens',
    summary: 'Personal access tokens, newest first: your own, or those of a member.',
    access: 'owner',
    input: z.object({ member_id: idOf('member').optional(), ...pageQuery }),
    output: pageOf(accessToken),
  }),
  createToken: operation({
    method: 'POST',
    path: '/tokens',
    summary: 'Make a personal access token of your own, shown this once.',
    access: 'owner',
    status: 201,
    input: z.object({
      description: z.string().trim().min(1).max(200).describe('what uses it'),
      scope: tokenScope.default('write'),
      expires_at: time.nullable().default(null),
    }),
    output: createdToken,
  }),
  revokeToken: operation({
    method: 'DELETE',
    path: '/tokens/{tokenId}',
    summary: 'Revoke a personal access token, with the browsers that it signed in.',
    access: 'owner',
    input: z.object({ tokenId: idOf('token') }),
    output: done,
  }),
  openPageByToken: operation({
    method: 'POST',
    path: '/page-session/token',
    summary: 'Exchange a personal access token for an HttpOnly cookie.',
    access: 'anyone',
    input: z.object({ token: z.string().min(1).max(200) }),
    output: z.object({ signed_in: z.literal(true) }),
  }),
  closePage: operation({
    method: 'DELETE',
    path: '/page-session',
    summary: 'Sign this browser out.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ signed_out: z.literal(true) }),
  }),
};
