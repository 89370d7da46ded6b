/** Looks for text in every byte of a folder, and in what its backups hold once they are opened. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobFile, readBundle, readIdentity, scopeFile } from '../../server/services/backup/bundle.ts';
import { openSealed } from '../../server/services/backup/sealed-files.ts';

/** Every file below a folder, as bytes. */
export async function bytesBelow(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file)] as const)));
}

/** Files that hold a text: as it is, in UTF-16, in lower case as indexes have it, or in base 64. */
export function filesWith(files: Map<string, Buffer>, canary: string): string[] {
  const forms = [
    Buffer.from(canary),
    Buffer.from(canary, 'utf16le'),
    Buffer.from(canary.toLowerCase()),
    Buffer.from(Buffer.from(canary).toString('base64').slice(0, 16)),
  ];
  return [...files]
    .filter(([name, bytes]) => name.includes(canary) || forms.some((form) => bytes.includes(form)))
    .map(([name]) => name);
}

/** What the backups of a folder say to who has the passphrase: their scopes' lines, with bytes as bytes. */
export async function openedBackups(folder: string, passphrase: string): Promise<Map<string, Buffer>> {
  const bundle = await readBundle(folder, await readIdentity(folder, passphrase));
  const opened = new Map<string, Buffer>();
  for (const { id, scopes, blobs } of bundle?.backups ?? []) {
    for (const { name, file, identity } of scopes) {
      const pieces: Uint8Array[] = [];
      for await (const piece of openSealed(scopeFile(folder, file), identity)) pieces.push(piece);
      const text = Buffer.concat(pieces).toString();
      const bytes = [...text.matchAll(/\{"base64":"([^"]*)"\}/g)].map(([, one]) =>
        Buffer.from(one ?? '', 'base64'),
      );
      opened.set(`${id} ${name}`, Buffer.concat([Buffer.from(text), ...bytes]));
    }
    for (const { name } of blobs) opened.set(`${id} ${name}`, await readFile(blobFile(folder, name)));
  }
  return opened;
}
