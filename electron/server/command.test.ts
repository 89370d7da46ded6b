/** The real command, started as the app starts it: the owner's token, the clients, and what passes of the environment. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepsakePaths } from '../../local/paths.ts';
import { openSecrets } from '../../local/secrets.ts';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';
import { createClientCommands } from './clients.ts';
import { commandEnvironment, keepsakeCommand, outputOf, type KeepsakeCommand } from './command.ts';
import { createOwnerSecrets } from './secrets.ts';

/** From source. */
const command: KeepsakeCommand = {
  node: process.execPath,
  program: fileURLToPath(new URL('../../cli/index.ts', import.meta.url)),
  ownerSecret: fileURLToPath(new URL('./owner-secret.ts', import.meta.url)),
};
let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake({ args: ['--no-tcp'] });
});

afterAll(() => keepsake[Symbol.asyncDispose]());

test('the owner’s token and the kind of its keeping come from a process of its own', async () => {
  const secrets = createOwnerSecrets(command, keepsake.env);
  const own = await openSecrets({ paths: keepsakePaths(keepsake.env), env: keepsake.env });
  expect(await secrets.token()).toBe(await own.get('owner'));
  expect(await secrets.kind()).toBe('passphrase');
});

test('without a way to the secrets there is an error to read, and no token', async () => {
  const env = { ...keepsake.env, KEEPSAKE_PASSPHRASE_FILE: '/nowhere' };
  const secrets = createOwnerSecrets(command, env);
  await expect(secrets.token()).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' });
  expect(await secrets.kind()).toBe('unavailable');
});

test('clients are listed, and one that does not exist is an error of the command', async () => {
  const clients = createClientCommands({ command, env: { ...keepsake.env, HOME: keepsake.dataFolder } });
  const listed = (await clients.list()) as { client?: string; id?: string }[];
  expect(JSON.stringify(listed)).toContain('cursor');
  await expect(clients.connect('no-such-client', { readOnly: false })).rejects.toMatchObject({
    message: expect.stringContaining('no-such-client') as string,
  });
});

test('an AppImage connects nobody, since its path is gone when it ends', async () => {
  const clients = createClientCommands({
    command,
    env: { ...keepsake.env, APPIMAGE: '/home/me/Keepsake.AppImage' },
  });
  await expect(clients.connect('cursor', { readOnly: false })).rejects.toMatchObject({
    code: 'STATE_NOT_READY',
  });
});

test('nothing that changes how Node.js or Electron runs is handed on', async () => {
  const env = {
    PATH: '/bin',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    KEEPSAKE_NODE: 'x',
    KEEPSAKE_HOME: '/k',
  };
  expect(commandEnvironment(env)).toEqual({ PATH: '/bin', KEEPSAKE_HOME: '/k' });
  const printed = await outputOf(process.execPath, ['-p', 'Object.keys(process.env).join()'], env);
  expect(printed.trim().split(',').sort()).toEqual(['KEEPSAKE_HOME', 'PATH']);
});

test('an installed app starts what it brought along, whatever the environment says', () => {
  const at = { isPackaged: true, resources: '/opt/Keepsake/resources', project: '/x' };
  expect(keepsakeCommand(at, { KEEPSAKE_NODE: '/evil/node' }, 'linux')).toEqual({
    node: '/opt/Keepsake/resources/node/node',
    program: '/opt/Keepsake/resources/app.asar.unpacked/dist/keepsake.mjs',
    ownerSecret: '/opt/Keepsake/resources/app.asar.unpacked/dist/electron/owner-secret.mjs',
  });
  expect(keepsakeCommand(at, {}, 'win32').node).toMatch(/node\.exe$/);
  expect(keepsakeCommand({ ...at, isPackaged: false }, { KEEPSAKE_NODE: '/pinned/node' }).node).toBe(
    '/pinned/node',
  );
});
