/** The token of the loopback address: made once for this installation, shown once, and kept as its hash among the secrets. */
import { timingSafeEqual } from 'node:crypto';
import type { Paths } from '../../local/paths.ts';
import { openSecrets } from '../../local/secrets.ts';
import { hashToken, newToken } from '../../local/tokens.ts';

export interface FaceToken {
  /** The token, when it was made just now; it cannot be shown again. */
  readonly fresh: string | undefined;
  /** Whether this is the token of now: a new one, made by another process too, replaces it within a second. */
  matches(presented: string | undefined): Promise<boolean>;
}

/** Among the secrets. */
export const faceTokenName = 'bridge-http';
const keepMs = 800;

/** @param renew makes a new one, which ends the old one */
export async function openFaceToken(paths: Paths, renew: boolean): Promise<FaceToken> {
  const secrets = await openSecrets({ paths });
  let fresh: string | undefined;
  if (renew || (await secrets.get(faceTokenName)) === undefined) {
    fresh = newToken('ksb').secret;
    await secrets.set(faceTokenName, hashToken(fresh));
  }
  let kept: { hash: string; until: number } | undefined;
  async function currentHash(): Promise<string> {
    if (kept === undefined || kept.until < Date.now())
      kept = { hash: (await secrets.get(faceTokenName)) ?? '', until: Date.now() + keepMs };
    return kept.hash;
  }
  return {
    fresh,
    async matches(presented) {
      if (presented === undefined) return false;
      const [mine, theirs] = [Buffer.from(await currentHash()), Buffer.from(hashToken(presented))];
      return mine.length === theirs.length && timingSafeEqual(mine, theirs);
    },
  };
}
