/** Making links: the remote server is asked who one is there, before anything is kept. */
import { KeepsakeError, type Client, type Project } from '../../../contract/index.ts';
import { mayAs, type Standing } from '../../../contract/roles.ts';
import { behind, checkedAddress } from './problems.ts';
import { createRemote } from './remote.ts';

/** Where a link leads, and what one may there. */
export interface Probed {
  readonly url: string;
  readonly role: Standing;
}

/** @throws KeepsakeError VALIDATION_ERROR, UNAUTHORIZED, FORBIDDEN, UNAVAILABLE, STATE_NOT_READY */
export async function probeRemote(address: string, token: string, ownAccount: string): Promise<Probed> {
  const url = checkedAddress(address);
  const ended = new AbortController();
  const remote = createRemote({ url, token: () => Promise.resolve(token), signal: ended.signal });
  const client = remote.client({ sent: 0, received: 0 });
  const { account_id: account, caller } = await saidBy(() => client.getServer({}));
  const { host } = new URL(url);
  if (caller.type === 'key')
    throw new KeepsakeError(
      'FORBIDDEN',
      `This is the secret of a key, and a link acts for a person. Make a personal access token at ${host}: keepsake token create.`,
    );
  const { standing = 'reader' } = caller;
  if (!mayAs(standing, 'member'))
    throw new KeepsakeError(
      'FORBIDDEN',
      `With this token one may only read at ${host}. Use one with the scope "write", of somebody who may write there.`,
    );
  if (account === ownAccount)
    throw new KeepsakeError('VALIDATION_ERROR', `${host} is this server itself. Link it to another one.`);
  return { url, role: standing };
}

/** Every active project of the remote server. */
export async function remoteProjects(client: Client): Promise<Project[]> {
  const projects: Project[] = [];
  for (let page = 1; ; page++) {
    const query = { page, page_size: 100, status: 'active' } as const;
    const { items, pagination } = await saidBy(() => client.listProjects(query));
    projects.push(...items);
    if (page >= pagination.total_pages) return projects;
  }
}

/** What a call of the remote server throws, with the reason that lies behind it. */
export async function saidBy<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw behind(error);
  }
}
