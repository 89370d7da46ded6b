/** What is new for a computer that was away, in bytes: versions as they travel, counted at the remote server, and bytes of files. */
import { randomUUID as word } from 'node:crypto';
import type { SyncedVersion } from '../../../contract/index.ts';
import { itemFacts } from '../../../server/sync/core/items.ts';
import type { World } from './world.ts';

export interface News {
  readonly versions: number;
  /** Of versions as JSON. */
  readonly bytes: number;
  /** Of what files hold. */
  readonly files: number;
}

/** Begins to count at what is there now. @returns what came since */
export async function countNews({ there, remoteProject: projectId }: World): Promise<() => Promise<News>> {
  const { id: device_id, turn } = await there.registerDevice({ name: 'counter' });
  const sides = [
    createReader(turn, (own, cursor) =>
      there.pullChanges({ projectId, device_id, turn: own, next: word(), ...cursor }),
    ),
    createReader(turn, (own, cursor) =>
      there.pullDriveChanges({ device_id, turn: own, next: word(), ...cursor }),
    ),
  ];
  for (const side of sides) await side();
  return async () => {
    const versions = (await Promise.all(sides.map((side) => side()))).flat();
    await there.forgetDevice({ deviceId: device_id });
    const sizes = versions.map((version) => Buffer.byteLength(JSON.stringify(version)));
    const files = versions.map((version) =>
      version.kind === 'item' ? (itemFacts(version as never).content?.size ?? 0) : 0,
    );
    return { versions: versions.length, bytes: sum(sizes), files: sum(files) };
  };
}

type Pulled = Awaited<ReturnType<World['there']['pullChanges']>>;
type Cursor = { readonly cursor?: Pulled['cursor'] };

/** Reads to the head, from where it ended the last time. */
function createReader(first: string, pull: (turn: string, cursor: Cursor) => Promise<Pulled>) {
  let turn = first;
  let cursor: Cursor = {};
  return async (): Promise<SyncedVersion[]> => {
    const versions: SyncedVersion[] = [];
    for (let more = true; more;) {
      const page = await pull(turn, cursor);
      ({ turn, more } = page);
      cursor = { cursor: page.cursor };
      versions.push(...page.commits.flatMap((commit) => commit.versions));
    }
    return versions;
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
