/** `keepsake prepare-database`: tables, row-level security and a role's rights, by who owns the database. */
import { databaseSecrets } from './shared-store.ts';
import type { Output } from '../output.ts';

export async function prepareDatabase(
  { store, role }: { store: string; role?: string },
  output: Output,
): Promise<void> {
  const { preparePostgres } = await import('../../server/shared-database.ts');
  const hasWall = await preparePostgres({ url: store, ...databaseSecrets(process.env), role });
  output.say('The tables are up to date.');
  output.say(
    hasWall
      ? 'Row-level security is on: the database keeps accounts apart.'
      : 'This engine has no row-level security that Keepsake can use; servers keep accounts apart without it.',
  );
  if (role !== undefined) output.say(`The role ${role} may use them.`);
}
