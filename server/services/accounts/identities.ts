/** Members by the identity that an OIDC issuer vouches for, and AI clients that act for members. */
import { KeepsakeError } from '../../../contract/index.ts';
import { mayAs } from '../../../contract/roles.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, KeyCaller, OwnerCaller } from '../caller.ts';
import { typed } from '../records.ts';
import type { Issuer } from './issuer.ts';
import { identityLocator, memberCaller, type Identity, type MemberPayload } from './member-record.ts';

export interface Identities {
  /** Whose token it is. @throws KeepsakeError UNAUTHORIZED, UNAVAILABLE; VALIDATION_ERROR without an issuer */
  verify(token: string): Promise<Identity>;
  /** The member a token stands for. @throws KeepsakeError UNAUTHORIZED, FORBIDDEN for who is no member */
  authenticate(token: string): Promise<OwnerCaller>;
  /** Who calls by MCP: a member's AI client is a client with its person's reach, not the person. */
  clientOf(caller: Caller): Promise<Caller>;
}

export function createIdentities({
  store,
  issuer,
}: {
  store: Store;
  issuer: Issuer | undefined;
}): Identities {
  const required = (): Issuer => {
    if (issuer !== undefined) return issuer;
    throw new KeepsakeError(
      'UNAUTHORIZED',
      'This server takes no access tokens of an issuer. Use a key or a personal access token.',
    );
  };
  return {
    verify: async (token) => (await required().verify(token)).identity,
    async authenticate(token) {
      const { identity, scope, program } = await required().verify(token);
      const found = await store.locate(identityLocator(identity));
      if (found === undefined || found.record.state !== 'active') throw noMember();
      if (scope === undefined) throw noScope();
      const member = typed<MemberPayload>(found.record);
      return memberCaller(found.account, member, { scope, ...(program === undefined ? {} : { program }) });
    },
    async clientOf(caller) {
      return caller.type === 'key' || caller.member === undefined ? caller : clientOf(store, caller);
    },
  };
}

async function clientOf(store: Store, { account, member, client }: OwnerCaller): Promise<KeyCaller> {
  if (member === undefined) throw new Error('only members have clients of their own');
  const query = { kind: 'project', states: ['active'], order: 'created', limit: 10_000 } as const;
  const projects = (await store.list({ account }, query)).map(({ id }) => id);
  const chosen = projects.find((id) => id === member.defaultProject) ?? projects[0] ?? '';
  return {
    type: 'key',
    account,
    keyId: member.tokenId ?? `oauth:${member.id}`,
    name: member.program === undefined ? member.name : `${member.name} (${member.program})`,
    scope: mayAs(member.role, 'member') ? 'write' : 'read',
    projects,
    defaultProject: chosen,
    ...(client === undefined ? {} : { client }),
  };
}

function noMember(): KeepsakeError {
  return new KeepsakeError(
    'FORBIDDEN',
    'You are known to the issuer, but are a member of no account here. Ask for an invitation, and accept it with this identity.',
  );
}

function noScope(): KeepsakeError {
  return new KeepsakeError(
    'FORBIDDEN',
    'This access token has none of the scopes keepsake:read, keepsake:write and keepsake:manage. Ask the issuer for one of them.',
    { required_scope: 'read' },
  );
}
