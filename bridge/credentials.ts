/** The connection's secret: read from the keychain when needed, kept for under a second, read anew after a refusal. */
import type { SecretReader } from './connection-secret.ts';

export interface Credentials {
  /** @throws KeepsakeError SECRETS_UNAVAILABLE; an Error that says what to do when there is no such secret */
  secret(): Promise<string>;
  /** Forgets what is kept, so that the next call reads it. */
  forget(): void;
}

/** Of a server that asks for no secret. */
export const noCredentials: Credentials = { secret: () => Promise.resolve(''), forget: () => undefined };

/** A new secret is in use within a second, without a look into the keychain for every call. */
const keepMs = 800;

/** `open` is called once, at the first use: starting a bridge touches no keychain. */
export function createCredentials(
  open: () => Promise<SecretReader>,
  name: string,
  now: () => number = Date.now,
): Credentials {
  let opened: Promise<SecretReader> | undefined;
  let kept: { secret: string; until: number } | undefined;
  return {
    async secret() {
      if (kept !== undefined && kept.until > now()) return kept.secret;
      opened ??= open();
      const secrets = await opened.catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const secret = await secrets.get(name);
      if (secret === undefined)
        throw new Error(
          `No secret is stored for ${name}. Create a key with \`keepsake key create --connection NAME\`.`,
        );
      kept = { secret, until: now() + keepMs };
      return secret;
    },
    forget() {
      kept = undefined;
    },
  };
}
