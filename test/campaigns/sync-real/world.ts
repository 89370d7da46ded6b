/** Two computers and a remote server as real processes, each in a network of its own where that can be made, with faults between. */
import type { Response } from 'undici';
import type { Client } from '../../../contract/index.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { createNetwork } from '../cluster/network.ts';
import { startLine, type Line } from './line.ts';
import { startRemote } from './remote.ts';

export interface Computer {
  readonly name: string;
  readonly keepsake: Keepsake;
  readonly link: string;
  readonly project: string;
  /** The folder at the top of its drive. */
  readonly root: string;
  readonly line: Line;
}

export interface World extends AsyncDisposable {
  readonly computers: readonly Computer[];
  readonly there: Client<Response>;
  readonly remoteProject: string;
  /** What the remote server has printed since it started. */
  printed(): string;
  /** Ends the remote server without warning and starts it again, or goes on with the other one of two. */
  killRemote(): Promise<void>;
}

export interface WorldOptions {
  /** `postgres` for two servers on one database, of which one at a time is reached. */
  readonly store: 'sqlite' | 'postgres';
  /** Whether each of the three gets a network of its own; else they share this computer's. */
  readonly apart: boolean;
  /** Of several worlds of this process. */
  readonly lane?: number;
}

export async function startWorld({ store, apart, lane = 0 }: WorldOptions): Promise<World> {
  await using parts = new AsyncDisposableStack();
  const network = apart ? parts.use(createNetwork(2, { apart, lane })) : undefined;
  const remote = parts.use(await startRemote(store, network));
  const { id: remoteProject } = await remote.owner.createProject({ name: 'Shared' });
  const names = ['laptop', 'desk'];
  const keepsakes = await Promise.all(
    names.map((_, n) => startKeepsake({ within: network?.within(n) ?? [] })),
  );
  keepsakes.forEach((keepsake) => parts.use(keepsake));
  const computers: Computer[] = [];
  for (const [n, keepsake] of keepsakes.entries()) {
    const line = parts.use(await startLine({ network, computer: n, port: remote.port() }));
    const name = names[n] ?? '';
    computers.push({
      name,
      keepsake,
      line,
      ...(await join(keepsake, line.url, remote.token, remoteProject, name)),
    });
  }
  const owned = parts.move();
  return {
    computers,
    there: remote.owner,
    remoteProject,
    printed: remote.printed,
    async killRemote() {
      await remote.kill();
      for (const { line } of computers) await line.aim(remote.port());
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function join({ owner }: Keepsake, url: string, token: string, project: string, device_name: string) {
  const { id: link } = await owner.createLink({ url, token, device_name, drive: true });
  const joined = await owner.cloneProject({ linkId: link, remote_project_id: project });
  const { items } = await owner.listDrives({});
  return { link, project: joined.project_id, root: items[0]?.root_item_id ?? '' };
}
