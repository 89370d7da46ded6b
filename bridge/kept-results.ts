/** Large results on disk, so that a client can read them in pieces, from any later bridge too: sealed under the secret, for a day. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writePrivateFile } from '../local/private-file.ts';
import { seal, unseal } from '../local/sealing.ts';
import { cacheKey } from './answer-cache.ts';
import type { Credentials } from './credentials.ts';

/** A part of a result: a text, or bytes as base64. */
export interface KeptPart {
  readonly mimeType: string;
  readonly text?: string;
  readonly blob?: string;
}

export interface KeptResults {
  /** @returns the id under which the parts can be read. @throws what the disk throws */
  keep(parts: readonly KeptPart[]): Promise<string>;
  /** The parts; undefined when they are over, or came under another secret. */
  read(id: string): Promise<readonly KeptPart[] | undefined>;
}

export interface KeptResultsOptions {
  readonly folder: string;
  readonly credentials: Credentials;
  readonly now?: () => number;
}

export const keptHours = 24;
const mostResults = 100;
const idPattern = /^[0-9a-f]{32}$/;

export function createKeptResults({ folder, credentials, now = Date.now }: KeptResultsOptions): KeptResults {
  const isOver = (writtenMs: number): boolean => now() - writtenMs > keptHours * 3_600_000;

  /** What is over, and the oldest where there are too many. */
  function tidy(): void {
    const files = readdirSync(folder)
      .filter((name) => idPattern.test(name))
      .flatMap((name) => {
        const stat = statSync(join(folder, name), { throwIfNoEntry: false });
        return stat === undefined ? [] : [{ name, at: stat.mtimeMs }];
      })
      .toSorted((one, other) => other.at - one.at);
    for (const [place, { name, at }] of files.entries())
      if (place >= mostResults || isOver(at)) rmSync(join(folder, name), { force: true });
  }

  return {
    async keep(parts) {
      const id = randomBytes(16).toString('hex');
      const key = cacheKey(await credentials.secret());
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writePrivateFile(join(folder, id), seal(key, id, Buffer.from(JSON.stringify({ at: now(), parts }))));
      tidy();
      return id;
    },
    async read(id) {
      const sealed = idPattern.test(id) ? readIfThere(join(folder, id)) : undefined;
      if (sealed === undefined) return undefined;
      const content = unseal(cacheKey(await credentials.secret()), id, sealed);
      if (content === undefined) return undefined;
      const { at, parts } = JSON.parse(content.toString()) as { at: number; parts: KeptPart[] };
      return isOver(at) ? undefined : parts;
    },
  };
}
