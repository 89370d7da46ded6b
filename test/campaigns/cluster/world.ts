/** What the clients of a run share: projects with their keys, values, memories, conversations and folders. */
import type { Response } from 'undici';
import type { Client } from '../../../contract/index.ts';

export interface KnownMemory {
  readonly id: string;
  readonly token: string;
}

export interface KnownFile {
  readonly id: string;
  readonly name: string;
}

export interface Place {
  readonly projectId: string;
  readonly folderId: string;
  readonly conversations: readonly string[];
  /** Memories that were acknowledged and nobody has begun to remove. */
  readonly memories: KnownMemory[];
  /** Memories whose removal was acknowledged. */
  readonly removed: KnownMemory[];
  readonly files: KnownFile[];
  /** The newest commit that anybody has read of. */
  head: number;
}

export interface World {
  readonly places: readonly Place[];
  /** Of each client, in turn of the places. */
  readonly secrets: readonly string[];
}

export const namespace = 'shared';
/** Few, so that clients meet on them. */
export const valueKeys = ['register-1', 'register-2'];
export const counterKeys = ['counter-1', 'counter-2'];
export const listKeys = ['list-1'];

const clientsPerPlace = 8;
const conversationsPerPlace = 2;

/** @param name unlike that of any other run on the same database */
export async function createWorld(owner: Client<Response>, name: string, clients: number): Promise<World> {
  const { items } = await owner.listDrives({});
  const root = items[0]?.root_item_id ?? '';
  const count = Math.ceil(clients / clientsPerPlace);
  const places = await Promise.all(
    Array.from({ length: count }, (_, i) => createPlace(owner, root, `${name}, ${i + 1}`)),
  );
  const secrets = await Promise.all(
    Array.from({ length: clients }, async (_, i) => {
      const project_ids = [(places[i % count] as Place).projectId];
      const { secret } = await owner.createKey({ description: `Client ${i + 1} of ${name}`, project_ids });
      if (secret === undefined) throw new Error('the secret of a new key was not shown');
      return secret;
    }),
  );
  return { places, secrets };
}

async function createPlace(owner: Client<Response>, root: string, name: string): Promise<Place> {
  const [{ id: projectId }, { id: folderId }] = await Promise.all([
    owner.createProject({ name }),
    owner.createFolder({ itemId: root, name }),
  ]);
  const conversations = await Promise.all(
    Array.from({ length: conversationsPerPlace }, (_, i) =>
      owner.createConversation({ projectId, title: `Conversation ${i + 1}` }),
    ),
  );
  const ids = conversations.map(({ id }) => id);
  return { projectId, folderId, conversations: ids, memories: [], removed: [], files: [], head: 0 };
}
