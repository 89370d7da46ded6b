/** What can end: a key, a personal access token, a member, an account; each with the secrets that end with it. */
import type { Client } from '../../../contract/index.ts';
import type { Response } from 'undici';
import { ownerOf, type Stage } from './stage.ts';

export interface Subject {
  readonly kind: 'key' | 'token' | 'member' | 'account';
  readonly projectId: string;
  readonly secrets: readonly string[];
  /** Resolves when a server has acknowledged that it is over. @param at which server is told */
  end(at: number): Promise<void>;
}

/** Of ten, seven are keys. */
const kinds: readonly Subject['kind'][] = [
  'key',
  'token',
  'key',
  'member',
  'key',
  'key',
  'account',
  'key',
  'key',
  'key',
];

export async function newSubject(stage: Stage, number: number): Promise<Subject> {
  const kind = kinds[number % kinds.length] ?? 'key';
  const { projectId } = stage;
  switch (kind) {
    case 'key': {
      const { id, secret } = await keyOf(ownerOf(stage.servers, number), projectId);
      const end = async (at: number) => void (await ownerOf(stage.servers, at).revokeKey({ keyId: id }));
      return { kind, projectId, secrets: [secret], end };
    }
    case 'token': {
      const { client } = await memberOf(stage, number);
      const { id, secret = '' } = await client(number).createToken({
        description: 'a program',
        scope: 'read',
      });
      const end = async (at: number) => void (await client(at).revokeToken({ tokenId: id }));
      return { kind, projectId, secrets: [secret], end };
    }
    case 'member': {
      const { id, token, client } = await memberOf(stage, number);
      const key = await keyOf(client(number), projectId);
      const end = async (at: number) =>
        void (await ownerOf(stage.servers, at).removeMember({ memberId: id }));
      return { kind, projectId, secrets: [token, key.secret], end };
    }
    case 'account':
      return newAccount(stage, number);
  }
}

async function newAccount(stage: Stage, number: number): Promise<Subject> {
  const owner = ownerOf(stage.servers, number);
  const { account, invitation } = await owner.createAccount({ name: `Account ${number}` });
  const { token } = await owner.acceptInvitation({ code: invitation.code ?? '', name: 'first owner' });
  const client = stage.servers[0]!.clientOf(token);
  const project = await client.createProject({ name: 'Theirs' });
  await client.addMemory({ projectId: project.id, content: 'Accounts can be suspended.' });
  const key = await keyOf(client, project.id);
  return {
    kind: 'account',
    projectId: project.id,
    secrets: [token, key.secret],
    async end(at) {
      await ownerOf(stage.servers, at).updateAccount({ accountId: account.id, status: 'suspended' });
    },
  };
}

async function keyOf(client: Client<Response>, projectId: string): Promise<{ id: string; secret: string }> {
  const { id, secret = '' } = await client.createKey({ description: 'a client', project_ids: [projectId] });
  return { id, secret };
}

async function memberOf({ servers }: Stage, number: number) {
  const owner = ownerOf(servers, number);
  const { code = '' } = await owner.createInvitation({ role: 'admin' });
  const { member, token } = await owner.acceptInvitation({ code, name: `member ${number}` });
  const client = (at: number): Client<Response> => servers[at % servers.length]!.clientOf(token);
  return { id: member.id, token, client };
}
