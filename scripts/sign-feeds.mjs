/** Signs the files that electron-updater reads, with the key whose other half the app carries. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { signUpdate } from '../electron/updates/signature.ts';

/** @param {string} folder @param {string} privateKey Ed25519 in PEM @returns {string[]} the names signed */
export function signFeeds(folder, privateKey) {
  const names = readdirSync(folder).filter((name) => /^latest.*\.yml$/.test(name));
  for (const name of names) {
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('keepsakeSignature:'))
      .join('\n');
    const signature = signUpdate(parse(text), privateKey);
    writeFileSync(file, `${text.trimEnd()}\nkeepsakeSignature: ${signature}\n`);
  }
  return names;
}
