/** The services of people and accounts, wired to each other. */
import type { Store } from '../../store/store.ts';
import type { Originals } from '../originals.ts';
import type { Clock } from '../records.ts';
import type { Usage } from '../usage.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { createAudit, type Audit } from './audit.ts';
import { createIdentities, type Identities } from './identities.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createIssuer } from './issuer.ts';
import type { Limits } from './limits.ts';
import { createMembers, type Members } from './members.ts';
import { createMemberSessions, type MemberSessions } from './sessions.ts';
import { createAccessTokens, type AccessTokens } from './tokens.ts';

/** An OIDC issuer as the server is told of it. */
export interface OidcOptions {
  readonly issuer: string;
  /** What tokens must be for; the address of the MCP endpoint when left out. */
  readonly audience?: string | undefined;
}

export interface People {
  readonly accounts: Accounts;
  readonly members: Members;
  readonly invitations: Invitations;
  readonly accessTokens: AccessTokens;
  readonly memberSessions: MemberSessions;
  readonly identities: Identities;
  readonly audit: Audit;
  readonly limits: Limits;
}

interface PeopleDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly usage: Usage;
  readonly limits: Limits;
  readonly originals: Originals;
  readonly endpointUrl: () => string;
  readonly oidc: OidcOptions | undefined;
}

export function createPeople({ oidc, endpointUrl, ...rest }: PeopleDependencies): People {
  const { store, clock, limits } = rest;
  const pageUrl = () => endpointUrl().replace(/\/mcp$/, '');
  const issuer =
    oidc === undefined
      ? undefined
      : createIssuer({ issuer: oidc.issuer, audience: () => oidc.audience ?? endpointUrl() }, clock);
  const identities = createIdentities({ store, issuer });
  return {
    accounts: createAccounts({ ...rest, pageUrl }),
    members: createMembers({ store, clock }),
    invitations: createInvitations({ store, clock, limits, identities, pageUrl }),
    accessTokens: createAccessTokens(rest),
    memberSessions: createMemberSessions({ store, clock }),
    identities,
    audit: createAudit({ store, clock }),
    limits,
  };
}
