/** Looks for real secrets where they must not be: in processes while they run, in files, in what was printed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processesWith } from './processes.ts';

/** A secret with the name by which a test tells where it was found. */
export type NamedSecrets = Readonly<Record<string, string>>;

/** The ways in which a secret is likely to be written down; also the random part alone. */
function formsOf(secret: string): Buffer[] {
  const random = /^ks[bikmopst]_[a-z]+_[0-9a-z]{26}_([A-Za-z0-9-]{43})_/.exec(secret)?.[1] ?? secret;
  return [random, ...[secret, `Bearer ${secret}`].flatMap(encoded)].map((text) => Buffer.from(text));
}

function encoded(text: string): string[] {
  const bytes = Buffer.from(text);
  // The end of base64 depends on what follows.
  return [bytes.toString('base64').slice(0, -4), bytes.toString('hex'), encodeURIComponent(text)];
}

/** The names of the secrets that stand in a text or bytes. */
export function secretsIn(content: string | Buffer, secrets: NamedSecrets): string[] {
  const bytes = Buffer.from(content);
  const wide = Buffer.from(bytes.toString('latin1').replaceAll('\0', ''), 'latin1');
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form) || wide.includes(form)))
    .map(([name]) => name);
}

/** `<secret> in <file>` for each below the folder, names of files included. */
export async function secretsBelow(folder: string, secrets: NamedSecrets): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(path).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
    const names = [...secretsIn(content, secrets), ...secretsIn(path, secrets)];
    found.push(...names.map((name) => `${name} in ${path}`));
  }
  return found;
}

export interface ProcessWatch {
  /** Ends it. @returns command lines and environments of every process that was seen, each once */
  end(): string[];
}

const lookEveryMs = 15;

/** Looks again and again, since commands are short. They are kept and searched at the end, when every secret is known. */
export function watchProcesses(name: string, value: string): ProcessWatch {
  const seen = new Set<string>();
  const look = (): void => {
    for (const { command, environment } of processesWith(name, value)) seen.add(`${command}\n${environment}`);
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    end() {
      clearInterval(timer);
      look();
      return [...seen];
    },
  };
}
