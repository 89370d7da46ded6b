/** People of a test server: members with roles, each with a client of their own. */
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import type { Role } from '../../contract/roles.ts';
import type { TestServer } from './running.ts';

export interface Person {
  readonly id: string;
  readonly account: string;
  readonly secret: string;
  readonly client: Client<Response>;
}

/** Invites somebody and accepts for them. @param by who invites; the server's own owner when left out */
export async function join(
  server: TestServer,
  role: Role,
  { by = server.owner, name = `a person who is ${role}` } = {},
): Promise<Person> {
  const { code = '' } = await by.createInvitation({ role });
  return accept(server, code, name);
}

export async function accept(server: TestServer, code: string, name: string): Promise<Person> {
  const { member, account_id, token } = await server.owner.acceptInvitation({ code, name });
  return { id: member.id, account: account_id, secret: token, client: server.clientOf(token) };
}

/** Another account, and its first owner. */
export async function openAccount(server: TestServer, name: string): Promise<Person> {
  const { invitation } = await server.owner.createAccount({ name });
  return accept(server, invitation.code ?? '', `owner of ${name}`);
}
