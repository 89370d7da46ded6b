/** The master key survives a lost keychain by its recovery code, and is never made anew over data. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolders } from './folders.suite.ts';
import { keysFile, openMasterKey, recoverMasterKey } from './master-key.ts';
import { keyOfRecoveryCode, newRecoveryCode } from './recovery-code.ts';
import { openSecrets } from './secrets.ts';

async function newKey() {
  const { paths, env } = newFolders();
  const { dataFolder } = paths;
  const secrets = await openSecrets({ paths, env });
  const { masterKey, recoveryCode = '' } = await openMasterKey({ dataFolder, secrets });
  return { dataFolder, secrets, masterKey, recoveryCode };
}

test('the key is made once, with its recovery code, and opened from then on', async () => {
  const { dataFolder, secrets, masterKey } = await newKey();
  expect(masterKey).toHaveLength(32);
  expect(await openMasterKey({ dataFolder, secrets })).toEqual({ masterKey });
});

test('its file gives away neither key nor code', async () => {
  const { dataFolder, masterKey, recoveryCode } = await newKey();
  const text = readFileSync(keysFile(dataFolder), 'utf8');
  for (const secret of [masterKey.toString('base64'), masterKey.toString('hex'), recoveryCode.slice(5, 11)])
    expect(text).not.toContain(secret);
});

describe('when the secret is lost', () => {
  test('opening says what to do, and the recovery code brings the same key back', async () => {
    const { dataFolder, secrets, masterKey, recoveryCode } = await newKey();
    await secrets.delete('master');
    await expect(openMasterKey({ dataFolder, secrets })).rejects.toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
      message: expect.stringContaining('doctor --recover') as string,
    });
    await recoverMasterKey({
      dataFolder,
      secrets,
      recoveryCode: recoveryCode.toLowerCase().replaceAll('-', ' '),
    });
    expect(await openMasterKey({ dataFolder, secrets })).toEqual({ masterKey });
  });

  test('it stays recoverable a second time', async () => {
    const { dataFolder, secrets, masterKey, recoveryCode } = await newKey();
    await recoverMasterKey({ dataFolder, secrets, recoveryCode });
    await secrets.set('master', Buffer.alloc(32).toString('base64'));
    await expect(openMasterKey({ dataFolder, secrets })).rejects.toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
    });
    await recoverMasterKey({ dataFolder, secrets, recoveryCode });
    expect(await openMasterKey({ dataFolder, secrets })).toEqual({ masterKey });
  });

  test('the code of another data folder changes nothing', async () => {
    const { dataFolder, secrets, masterKey } = await newKey();
    const recoveryCode = newRecoveryCode();
    const recovered = recoverMasterKey({ dataFolder, secrets, recoveryCode });
    await expect(recovered).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(recovered).rejects.not.toThrow(recoveryCode);
    expect(await openMasterKey({ dataFolder, secrets })).toEqual({ masterKey });
  });
});

test('data without its keys.json is an error, never a new key', async () => {
  const { dataFolder, secrets, recoveryCode } = await newKey();
  rmSync(keysFile(dataFolder));
  writeFileSync(join(dataFolder, 'catalogue.db'), '');
  const error = { code: 'DATA_FOLDER_UNREADABLE' };
  await expect(openMasterKey({ dataFolder, secrets })).rejects.toMatchObject(error);
  await expect(recoverMasterKey({ dataFolder, secrets, recoveryCode })).rejects.toMatchObject(error);
});

describe('a recovery code', () => {
  test('has 200 bits in groups, and never the same ones twice', () => {
    const codes = Array.from({ length: 50 }, newRecoveryCode);
    for (const code of codes) expect(code).toMatch(/^KSRC(-[0-9A-HJKMNP-TV-Z]{6}){7}$/);
    expect(new Set(codes).size).toBe(50);
  });

  test('is read in any case, with letters that look like digits', () => {
    const code = newRecoveryCode();
    const asWritten = code.slice(5).replaceAll('0', 'O').replaceAll('1', 'l').toLowerCase();
    expect(keyOfRecoveryCode(`ksrc ${asWritten}`)).toEqual(keyOfRecoveryCode(code));
  });

  test('with one slip of the pen is told from a wrong one', () => {
    const code = newRecoveryCode();
    for (let at = 5; at < code.length; at++) {
      if (code[at] === '-') continue;
      const slip = code.slice(0, at) + (code[at] === '7' ? '8' : '7') + code.slice(at + 1);
      expect(() => keyOfRecoveryCode(slip)).toThrow('not a recovery code');
    }
  });
});
