/** Updates with real signatures: what is not ours is never downloaded, and nothing installs by itself. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSigned, signUpdate, type SignedInfo } from './signature.ts';
import type { UpdateState } from './state.ts';
import { createUpdates, reasonAgainst, type UpdateBuild, type Updater } from './updates.ts';

function keys() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

const { privatePem, publicPem } = keys();
const info: SignedInfo = {
  version: '1.2.0',
  files: [
    { url: 'Keepsake-1.2.0.AppImage', sha512: 'AAAA' },
    { url: 'keepsake_1.2.0.deb', sha512: 'BBBB' },
  ],
};
const signed = { ...info, keepsakeSignature: signUpdate(info, privatePem) };
const build: UpdateBuild = {
  isPackaged: true,
  platform: 'linux',
  feed: 'provider: generic',
  publicKey: publicPem,
};

function updatesWith(updateInfo: SignedInfo | undefined, more: Partial<UpdateBuild> = {}, broken = false) {
  const done: string[] = [];
  const states: UpdateState[] = [];
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    checkForUpdates: () =>
      broken
        ? Promise.reject(new Error('no network'))
        : Promise.resolve({ isUpdateAvailable: updateInfo !== undefined, updateInfo: updateInfo ?? info }),
    downloadUpdate: () => Promise.resolve(done.push('download')),
    quitAndInstall: () => void done.push('install'),
    on: () => undefined,
  };
  const updates = createUpdates({
    loadUpdater: () => Promise.resolve(updater),
    build: { ...build, ...more },
    onChange: (state) => void states.push(state),
    beforeInstall: () => Promise.resolve(void done.push('stop server')),
  });
  return { updates, done, states, updater };
}

test('a signed update is downloaded, and installed only when a person says so', async () => {
  const { updates, done, states, updater } = updatesWith(signed);
  expect(await updates.check()).toEqual({ state: 'ready', version: '1.2.0' });
  expect(states.map(({ state }) => state)).toEqual(['checking', 'downloading', 'ready']);
  expect([updater.autoDownload, updater.autoInstallOnAppQuit, updater.allowDowngrade]).toEqual([
    false,
    false,
    false,
  ]);
  expect(done).toEqual(['download']);
  expect(await updates.install()).toBe(true);
  expect(done).toEqual(['download', 'stop server', 'install']);
});

test.each<[string, SignedInfo]>([
  ['no signature', info],
  ['another version', { ...signed, version: '9.9.9' }],
  ['another file', { ...signed, files: [{ url: 'Keepsake-1.2.0.AppImage', sha512: 'EVIL' }] }],
  ['a file more', { ...signed, files: [...signed.files, { url: 'x', sha512: 'y' }] }],
  ['another key', { ...info, keepsakeSignature: signUpdate(info, keys().privatePem) }],
  [
    'no files',
    { version: '1.2.0', files: [], keepsakeSignature: signUpdate({ ...info, files: [] }, privatePem) },
  ],
  ['a signature that is no text', { ...info, keepsakeSignature: 7 }],
])('an update with %s is left alone', async (_what, found) => {
  const { updates, done } = updatesWith(found);
  expect(await updates.check()).toMatchObject({ state: 'failed' });
  expect([done, await updates.install()]).toEqual([[], false]);
});

test('the order of files in the feed does not matter', () => {
  expect(isSigned({ ...signed, files: signed.files.toReversed() }, publicPem)).toBe(true);
});

test('no update, and no network', async () => {
  expect(await updatesWith(undefined).updates.check()).toEqual({ state: 'current' });
  expect(await updatesWith(signed, {}, true).updates.check()).toMatchObject({ state: 'failed' });
});

test('a build that could not check an update never looks for one', async () => {
  const builds: Partial<UpdateBuild>[] = [
    { isPackaged: false },
    { feed: undefined },
    { publicKey: undefined },
    { platform: 'win32' },
  ];
  for (const more of builds) {
    const { updates, states } = updatesWith(signed, more);
    expect(await updates.check()).toEqual({ state: 'off', reason: reasonAgainst({ ...build, ...more }) });
    expect(states).toEqual([]);
  }
  expect(
    reasonAgainst({ ...build, platform: 'win32', feed: 'publisherName:\n  - Keepsake' }),
  ).toBeUndefined();
});
