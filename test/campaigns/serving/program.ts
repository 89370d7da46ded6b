/** A memory server as a process of its own on a data folder: what `keepsake serve` runs, without the keychain. */
import { once } from 'node:events';
import process from 'node:process';
import { lockDataFolder } from '../../../local/lock.ts';
import { startServer } from '../../../server/index.ts';
import type { DataFolder } from './process.ts';

const [{ folder, masterKey, ownerToken, blobs }] = (await once(process, 'message')) as [DataFolder];
// Fails unless a kill of the server before has freed it.
const lock = lockDataFolder(folder);
const server = await startServer({
  dataFolder: folder,
  masterKey: Buffer.from(masterKey, 'hex'),
  ownerToken,
  blobs,
  listen: { port: 0 },
  logLevel: 'error',
  rateLimit: 1_000_000_000,
});
process.send?.({ url: server.url });
// Told to stop, or left alone by a campaign that was killed.
await Promise.race([once(process, 'message'), once(process, 'disconnect')]);
await server.close();
lock.release();
if (process.connected) process.disconnect();
