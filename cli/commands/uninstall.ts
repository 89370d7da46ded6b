/** `keepsake uninstall`: disconnects every client; the data stays unless its deletion is asked for and confirmed. */
import { rmSync } from 'node:fs';
import { faceTokenName } from '../../bridge/http/token.ts';
import { KeepsakeError } from '../../contract/index.ts';
import { listConnections } from '../../local/connections.ts';
import { forgetLastError } from '../../local/last-error.ts';
import { lockDataFolder } from '../../local/lock.ts';
import type { Paths } from '../../local/paths.ts';
import { clients } from '../connect/clients.ts';
import { openQuestions, type Questions } from '../connect/confirm.ts';
import { disconnectClient, type Outcome } from '../connect/connect-client.ts';
import { eachClient, type Failed } from '../connect/each-client.ts';
import { thisEnvironment } from '../connect/environment.ts';
import { dropKey } from '../connect/keys.ts';
import { removeLeftovers, type Leftovers } from '../leftovers.ts';
import type { Output } from '../output.ts';
import { openSession, type Session } from '../session.ts';

export interface UninstallOptions {
  yes?: boolean;
  deleteData?: boolean;
}

const confirmation = 'delete my memory';

export async function uninstall(options: UninstallOptions, output: Output): Promise<void> {
  if (output.json && options.yes !== true)
    throw new KeepsakeError('VALIDATION_ERROR', 'With --json nothing can be asked. Add --yes.');
  const session = await openSession();
  const questions = openQuestions({ yes: options.yes === true });
  try {
    if (options.deleteData === true) await confirmDeletion(session.paths, questions);
    const work = { session, env: thisEnvironment(), output, questions, dryRun: false };
    const outcomes = await eachClient(clients, work, (client) => disconnectClient(work, client));
    const left = outcomes.filter(({ result }) => result === 'declined' || result === 'failed');
    await dropConnections(
      session,
      left.map(({ client }) => client),
    );
    const leftovers = await removeRest(session);
    const isDeleted = options.deleteData === true && left.length === 0;
    if (isDeleted) await deleteData(session);
    report(outcomes, { left, isDeleted, leftovers, paths: session.paths }, output);
  } finally {
    questions.close();
  }
}

/** @throws KeepsakeError DATA_FOLDER_IN_USE while a server runs; FORBIDDEN unless the words are typed */
async function confirmDeletion(paths: Paths, questions: Questions): Promise<void> {
  lockDataFolder(paths.dataFolder).release();
  const typed = await questions.ask(
    `This deletes every memory and document in ${paths.dataFolder} for ever. To go on, type: ${confirmation}\n`,
  );
  if (typed !== confirmation)
    throw new KeepsakeError('FORBIDDEN', `Nothing was changed: "${confirmation}" was not typed.`);
}

/** Those of clients that stay connected are kept. */
async function dropConnections(session: Session, kept: readonly string[]): Promise<void> {
  for (const { name } of listConnections(session.paths))
    if (!kept.includes(name)) await dropKey(session, name);
}

/** What is of no use without a client. */
async function removeRest({ paths, secrets }: Session): Promise<Leftovers> {
  await secrets.delete(faceTokenName);
  forgetLastError(paths);
  return removeLeftovers();
}

async function deleteData({ paths, secrets }: Session): Promise<void> {
  // A server may have been started while this one asked.
  lockDataFolder(paths.dataFolder).release();
  for (const name of ['owner', 'master']) await secrets.delete(name);
  for (const folder of [paths.dataFolder, paths.configFolder])
    rmSync(folder, { recursive: true, force: true });
}

interface Summary {
  readonly left: readonly (Outcome | Failed)[];
  readonly isDeleted: boolean;
  readonly leftovers: Leftovers;
  readonly paths: Paths;
}

function report(
  outcomes: readonly (Outcome | Failed)[],
  { left, isDeleted, leftovers, paths }: Summary,
  output: Output,
): void {
  if (left.length > 0) process.exitCode = 1;
  const data = isDeleted
    ? 'All data is deleted.'
    : `The data stays in ${paths.dataFolder}. To delete it too, stop the server and run \`keepsake uninstall --delete-data\`.`;
  const clientsLeft = left.map(({ client }) => client).join(', ');
  output.result(
    { clients: outcomes, data: isDeleted ? 'deleted' : 'kept', data_folder: paths.dataFolder, ...leftovers },
    [
      left.length === 0 ? 'No client starts Keepsake any more.' : `Still connected: ${clientsLeft}.`,
      data,
      ...(leftovers.removed.length === 0 ? [] : [`Removed: ${leftovers.removed.join(', ')}.`]),
      ...(leftovers.left.length === 0
        ? []
        : [`In use now, to be removed by hand later: ${leftovers.left.join(', ')}.`]),
      'The program itself: `npm uninstall --global keepsake`, or delete the executable or the folder of the clone.',
    ],
  );
}
