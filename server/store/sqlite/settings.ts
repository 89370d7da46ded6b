/** What each open connection of a thread is set to, so that durability can be checked and not only promised. */
import type { Files } from './files.ts';
import type { ConnectionSettings } from './wire.ts';

export function settingsOf(thread: string, files: Files): ConnectionSettings[] {
  return files.opened().map(({ connection, name }) => ({
    thread,
    file: name,
    synchronous: connection.pragma('synchronous') as number,
    journal: connection.pragma('journal_mode') as string,
  }));
}
