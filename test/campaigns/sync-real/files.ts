/** Whether every computer gets the bytes of every file, also of those that were written elsewhere. */
import { createHash } from 'node:crypto';
import type { Response } from 'undici';
import { allItems } from './held.ts';
import type { World } from './world.ts';

/** Files whose bytes are not those that their hash says, by computer. */
export async function checkFiles({ computers }: World): Promise<string[]> {
  const spoiled: string[] = [];
  for (const { keepsake, name } of computers)
    for (const { id: itemId, type, sha256 } of await allItems(keepsake.owner)) {
      if (type !== 'file') continue;
      const response: Response = await keepsake.owner.downloadItem({ itemId });
      const found = createHash('sha256')
        .update(await response.bytes())
        .digest('hex');
      if (found !== sha256) spoiled.push(`${name}: ${itemId}`);
    }
  return spoiled;
}
