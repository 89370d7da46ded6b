/** Operations of accounts, people, their tokens and the audit log. */
import { deleteCookie, getCookie } from 'hono/cookie';
import type { Context } from 'hono';
import { readToken } from '../../../local/tokens.ts';
import type { AuditEvent } from '../../../contract/operations/audit.ts';
import type { Services } from '../../services/services.ts';
import { requireSameOrigin, sessionCookie, setSession } from '../credentials.ts';
import type { Handlers } from './handler.ts';

type Name =
  | 'getAccount'
  | 'renameAccount'
  | 'listAccounts'
  | 'createAccount'
  | 'updateAccount'
  | 'eraseAccount'
  | 'listMembers'
  | 'updateMember'
  | 'removeMember'
  | 'listInvitations'
  | 'createInvitation'
  | 'withdrawInvitation'
  | 'acceptInvitation'
  | 'listTokens'
  | 'createToken'
  | 'revokeToken'
  | 'openPageByToken'
  | 'closePage'
  | 'listAudit'
  | 'exportAudit';

export function createPeopleHandlers(services: Services): Pick<Handlers, Name> {
  const { accounts, erasures, members, invitations, accessTokens, memberSessions, audit } = services;
  return {
    getAccount: ({ caller }) => accounts.get(caller),
    renameAccount: ({ call, input }) => accounts.rename(call, input),
    listAccounts: ({ caller, input }) => accounts.list(caller, input),
    createAccount: ({ call, input }) => accounts.create(call, input),
    updateAccount: ({ call, input }) => accounts.update(call, input),
    eraseAccount: ({ call, input }) => erasures.askAccount(call, input),
    listMembers: ({ caller, input }) => members.list(caller, input),
    updateMember: ({ call, input }) => members.update(call, input),
    removeMember: ({ call, input }) => members.remove(call, input),
    listInvitations: ({ caller, input }) => invitations.list(caller, input),
    createInvitation: ({ call, input }) => invitations.create(call, input),
    withdrawInvitation: ({ call, input }) => invitations.withdraw(call, input),
    acceptInvitation: ({ input }) => invitations.accept(input),
    listTokens: ({ caller, input }) => accessTokens.list(caller, input),
    createToken: ({ call, input }) => accessTokens.create(call, input),
    revokeToken: ({ call, input }) => accessTokens.revoke(call, input),
    async openPageByToken({ input, context }) {
      requireSameOrigin(context);
      setSession(context, await memberSessions.open(input.token));
      return { signed_in: true };
    },
    closePage: ({ context }) => closePage(services, context),
    listAudit: ({ caller, input }) => audit.list(caller, input),
    exportAudit: async ({ caller }) => asLines(audit.all(caller)),
  };
}

async function closePage(
  { owners, memberSessions }: Services,
  context: Context,
): Promise<{ signed_out: true }> {
  const session = getCookie(context, sessionCookie);
  if (session !== undefined) {
    await (readToken(session)?.type === 'ksm' ? memberSessions : owners).close(session);
    deleteCookie(context, sessionCookie, { path: '/' });
  }
  return { signed_out: true };
}

function asLines(events: AsyncIterable<AuditEvent>): Response {
  const lines = ReadableStream.from(encoded(events));
  return new Response(lines, {
    headers: {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="keepsake-audit.jsonl"',
    },
  });
}

async function* encoded(events: AsyncIterable<AuditEvent>): AsyncGenerator<Uint8Array> {
  for await (const event of events) yield Buffer.from(`${JSON.stringify(event)}\n`);
}
