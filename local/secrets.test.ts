/** Secrets without a keychain: where the passphrase comes from, and what the vault gives away. */
import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { keysFile } from './master-key.ts';
import { isPrivate, openSecrets, passphraseFile } from './secrets.ts';
import { vaultFile } from './vault.ts';

const unavailable = (message: string) =>
  expect.objectContaining({
    code: 'SECRETS_UNAVAILABLE',
    message: expect.stringContaining(message) as string,
  });

describe('the vault', () => {
  test('keeps, returns and forgets, over processes', async () => {
    const { paths, env } = newFolders();
    const first = await openSecrets({ paths, env });
    const second = await openSecrets({ paths, env });
    await first.set('owner', 'one');
    await second.set('master', 'two');
    expect([first.kind, await first.get('master'), await second.get('owner')]).toEqual([
      'passphrase',
      'two',
      'one',
    ]);
    await first.delete('owner');
    await first.delete('never was');
    expect(await second.get('owner')).toBeUndefined();
    expect(await second.get('master')).toBe('two');
  });

  test('holds no secret in the clear, and leaves nothing beside it', async () => {
    const { paths, env } = newFolders();
    await (await openSecrets({ paths, env })).set('owner', 'canary-4711');
    expect(readdirSync(paths.configFolder)).toEqual(['secrets.json']);
    const text = readFileSync(vaultFile(paths.configFolder), 'utf8');
    expect(text).not.toContain('canary-4711');
    expect(text).not.toContain(Buffer.from('canary-4711').toString('base64'));
  });

  test.skipIf(process.platform === 'win32')('can be read by this person alone', async () => {
    const { paths, env } = newFolders();
    await openSecrets({ paths, env });
    expect(statSync(vaultFile(paths.configFolder)).mode & 0o777).toBe(0o600);
  });

  test('does not take one entry for another', async () => {
    const { paths, env } = newFolders();
    const secrets = await openSecrets({ paths, env });
    await secrets.set('a', 'of a');
    const vault = JSON.parse(readFileSync(vaultFile(paths.configFolder), 'utf8')) as {
      entries: Record<string, string>;
    };
    writeFileSync(
      vaultFile(paths.configFolder),
      JSON.stringify({ ...vault, entries: { b: vault.entries['a'] } }),
    );
    await expect(secrets.get('b')).rejects.toThrow(unavailable('damaged'));
  });

  test('says so when the passphrase is another one', async () => {
    const { paths, env } = newFolders();
    await openSecrets({ paths, env });
    writeFileSync(env['KEEPSAKE_PASSPHRASE_FILE'] as string, 'a wrong one');
    await expect(openSecrets({ paths, env })).rejects.toThrow(unavailable('does not open'));
  });

  test('says so when its file is damaged, without quoting it', async () => {
    const { paths, env } = newFolders();
    writeFileSync(vaultFile(paths.configFolder), '{"entries": {"owner": "canary');
    const damaged = openSecrets({ paths, env });
    await expect(damaged).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
    await expect(damaged).rejects.not.toThrow('canary');
  });
});

describe('a passphrase file', () => {
  test.skipIf(process.platform === 'win32')('that others can read is refused', async () => {
    const { paths, env } = newFolders();
    chmodSync(env['KEEPSAKE_PASSPHRASE_FILE'] as string, 0o640);
    await expect(openSecrets({ paths, env })).rejects.toThrow(unavailable('chmod 600'));
  });

  test('in the data folder is refused, also behind a link', async () => {
    const { paths, env, home } = newFolders();
    const inside = join(paths.dataFolder, 'passphrase');
    renameSync(env['KEEPSAKE_PASSPHRASE_FILE'] as string, inside);
    symlinkSync(inside, join(home, 'link'));
    for (const file of [inside, join(home, 'link')]) {
      const opened = openSecrets({ paths, env: { ...env, KEEPSAKE_PASSPHRASE_FILE: file } });
      await expect(opened).rejects.toThrow(unavailable('lies in the data folder'));
    }
  });

  test('that is missing or empty is refused', async () => {
    const { paths, env, home } = newFolders();
    const missing = { ...env, KEEPSAKE_PASSPHRASE_FILE: join(home, 'nowhere') };
    await expect(openSecrets({ paths, env: missing })).rejects.toThrow(unavailable('does not exist'));
    writeFileSync(env['KEEPSAKE_PASSPHRASE_FILE'] as string, '\n');
    await expect(openSecrets({ paths, env })).rejects.toThrow(unavailable('is empty'));
  });
});

describe('where no passphrase file is named', () => {
  const env = { KEEPSAKE_NO_KEYCHAIN: '1' };

  test('nothing is made unless it is allowed', async () => {
    const { paths } = newFolders();
    await expect(openSecrets({ paths, env })).rejects.toThrow(unavailable('KEEPSAKE_PASSPHRASE_FILE'));
    expect(readdirSync(paths.configFolder)).toEqual([]);
  });

  test('a person at a terminal is asked', async () => {
    const { paths } = newFolders();
    const askPassphrase = async () => 'typed';
    await (await openSecrets({ paths, env, askPassphrase })).set('owner', 'kept');
    expect(await (await openSecrets({ paths, env, askPassphrase })).get('owner')).toBe('kept');
    await expect(openSecrets({ paths, env, askPassphrase: async () => 'mistyped' })).rejects.toThrow(
      unavailable('does not open'),
    );
  });

  test('one is made where allowed, with a word on what it protects, and used from then on', async () => {
    const { paths } = newFolders();
    const said: string[] = [];
    const options = { paths, env, allowNewPassphraseFile: true, say: (text: string) => void said.push(text) };
    await (await openSecrets(options)).set('owner', 'kept');
    expect(await (await openSecrets({ paths, env })).get('owner')).toBe('kept');
    await openSecrets(options);
    expect(said).toEqual([expect.stringContaining('does NOT protect')]);
    expect(said[0]).toContain(passphraseFile(paths));
    expect(said[0]).not.toContain(readFileSync(passphraseFile(paths), 'utf8').trim());
  });

  test('none is made for data whose key is in a keychain that went away', async () => {
    const { paths } = newFolders();
    writeFileSync(keysFile(paths.dataFolder), '{}');
    const opened = openSecrets({ paths, env, allowNewPassphraseFile: true });
    await expect(opened).rejects.toThrow(unavailable('Unlock it'));
    expect(existsSync(passphraseFile(paths))).toBe(false);
  });
});

test.each([
  [0o600, 1000, 1000, true],
  [0o400, 1000, 1000, true],
  [0o640, 1000, 1000, false],
  [0o644, 1000, 1000, false],
  // What Kubernetes mounts for a container with a group of its own.
  [0o440, 0, 1000, true],
  [0o444, 0, 1000, false],
  [0o460, 0, 1000, false],
  [0o440, 0, 0, false],
])('a file of mode %o owned by %i is a secret of %i: %s', (mode, uid, own, expected) => {
  expect(isPrivate({ mode: 0o100000 | mode, uid }, own)).toBe(expected);
});
