/** Three servers on one PostgreSQL behind a round robin, and who calls them. */
import { findComponent } from '../../harness/component.ts';
import { startBalancer, type Balancer } from '../../harness/balancer.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startSharedServers, type SharedServer } from '../../harness/shared-servers.ts';

export interface Stage extends AsyncDisposable {
  readonly servers: readonly SharedServer[];
  readonly balancer: Balancer;
  /** Where requests go, one after another: each server itself, and the balancer. */
  readonly addresses: readonly string[];
  /** Of the first account. */
  readonly projectId: string;
}

export async function openStage(count = 3): Promise<Stage> {
  const initdb = findComponent('postgresql');
  if (initdb === undefined) throw new Error('PostgreSQL is not installed');
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres(initdb));
  const { all: servers } = stack.use(await startSharedServers(postgres, count));
  const urls = servers.map(({ url }) => url);
  const balancer = stack.use(await startBalancer(urls));
  const project = await ownerOf(servers).createProject({ name: 'Revocation' });
  await ownerOf(servers).addMemory({ projectId: project.id, content: 'Keys can be revoked.' });
  const kept = stack.move();
  return {
    servers,
    balancer,
    addresses: [...urls, balancer.url],
    projectId: project.id,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export function ownerOf(servers: readonly SharedServer[], at = 0): SharedServer['owner'] {
  const server = servers[at % servers.length];
  if (server === undefined) throw new Error('there is no server');
  return server.owner;
}
