/**
 * A process of its own that hands the owner's token, and that of another server, to the app, over a pipe. It runs under the Node.js that the server
 * runs under: Electron's has no Argon2, and macOS gives an entry of the keychain without asking only to the program that made it.
 */
import { keepsakePaths } from '../../local/paths.ts';
import { connectionSecret, openSecrets } from '../../local/secrets.ts';
import { remoteConnection } from './remote-connection.ts';
import { toKeepsakeError } from '../../contract/index.ts';

try {
  const secrets = await openSecrets({ paths: keepsakePaths() });
  const [owner, remote] = [await secrets.get('owner'), await secrets.get(connectionSecret(remoteConnection))];
  process.stdout.write(JSON.stringify({ kind: secrets.kind, owner, remote }));
} catch (thrown) {
  const { code, message } = toKeepsakeError(thrown);
  process.stdout.write(JSON.stringify({ code, message }));
}
