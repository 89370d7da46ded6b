/** Makes backups when they are due, as long as the server runs. */
import type { Logger } from 'pino';
import { KeepsakeError } from '../../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import { readSettings, type KeptSettings } from './settings.ts';

const lookEveryMs = 60_000;
const hour = 3_600_000;

/** Whether a schedule asks for a backup now (milliseconds since 1970). */
export function isDue(settings: KeptSettings | undefined, now: number): boolean {
  if (settings?.folder === undefined || settings.everyHours === undefined) return false;
  return now - (settings.madeAt ?? 0) >= settings.everyHours * hour;
}

/** Looks at once and then every minute; `make` begins a backup of an account's store unless one is under way. */
export function createSchedule({
  store,
  clock,
  logger,
  make,
}: {
  store: Store;
  clock: () => number;
  logger: Logger;
  make: (account: string) => Promise<void>;
}): { close(): Promise<void> } {
  let isClosed = false;
  let account: string | undefined;
  const look = async (): Promise<void> => {
    // Who runs the server sets it, in its first account.
    account ??= (await store.accounts())[0];
    if (account === undefined) return;
    const settings = await readSettings(store, account);
    if (!isClosed && isDue(settings, clock())) await make(account);
  };
  let looking = Promise.resolve();
  const turn = (): void => {
    looking = look().catch((error: unknown) => {
      const isBusy = error instanceof KeepsakeError && error.code === 'STATE_NOT_READY';
      if (!isClosed && !isBusy) logger.error({ err: error }, 'backups that are due could not be looked for');
    });
  };
  const timer = setInterval(turn, lookEveryMs);
  timer.unref();
  turn();
  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await looking;
    },
  };
}
