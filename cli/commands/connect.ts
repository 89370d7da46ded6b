/** `keepsake connect`. */
import { KeepsakeError, type Key } from '../../contract/index.ts';
import { readConnection } from '../../local/connections.ts';
import type { AiClient } from '../connect/clients.ts';
import { connectClient, disconnectClient, type Outcome } from '../connect/connect-client.ts';
import { openQuestions } from '../connect/confirm.ts';
import { eachClient, type Failed } from '../connect/each-client.ts';
import { thisEnvironment } from '../connect/environment.ts';
import { keysById } from '../connect/keys.ts';
import { clientsNamed, statusOf, type ClientStatus } from '../connect/status.ts';
import type { Output } from '../output.ts';
import { openSession, type Session } from '../session.ts';

export interface ConnectOptions {
  list?: boolean;
  remove?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  readOnly?: boolean;
  project?: string[];
  rule: boolean;
  rulesIn?: string;
}

export async function connect(
  ids: readonly string[],
  options: ConnectOptions,
  output: Output,
): Promise<void> {
  const env = thisEnvironment(options.rulesIn);
  const statuses = clientsNamed(ids).map((client) => statusOf(client, env));
  if (options.list === true) return list(statuses, output);
  if (output.json && options.yes !== true && options.dryRun !== true)
    throw new KeepsakeError('VALIDATION_ERROR', 'With --json nothing can be asked. Add --yes or --dry-run.');
  const isMeant = ({ isFound, state }: ClientStatus): boolean =>
    ids.length > 0 || (options.remove === true ? state !== 'not connected' : isFound);
  const meant = statuses.filter(isMeant);
  const session = await openSession();
  // Before anything is asked, so that nobody answers for nothing.
  if (options.remove !== true && options.dryRun !== true) await session.client.getServer({});
  const questions = openQuestions({ yes: options.yes === true });
  const work = { session, env, output, questions, dryRun: options.dryRun === true };
  const wish = {
    ...(options.readOnly === true ? { scope: 'read' as const } : {}),
    ...(options.project === undefined ? {} : { projects: options.project }),
    rule: options.rule,
  };
  const run = (client: AiClient): Promise<Outcome> =>
    options.remove === true ? disconnectClient(work, client) : connectClient(work, client, wish);
  try {
    const outcomes = await eachClient(
      meant.map(({ client }) => client),
      work,
      run,
    );
    if (output.json) output.result(outcomes, []);
    else output.say(summary(outcomes, options));
    if (outcomes.some(({ result }) => result === 'failed')) process.exitCode = 1;
  } finally {
    questions.close();
  }
}

function summary(outcomes: readonly (Outcome | Failed)[], { remove, dryRun }: ConnectOptions): string {
  if (dryRun === true) return '\nNothing was changed.';
  if (outcomes.length === 0)
    return remove === true
      ? 'No client is connected.'
      : 'No AI client was found. `keepsake connect --list` shows where they are looked for; name one to connect it anyway.';
  const isDone = outcomes.some(({ result }) => result === 'connected');
  return isDone ? '\nRestart the clients that are running, so that they read their configuration.' : '';
}

async function list(statuses: readonly ClientStatus[], output: Output): Promise<void> {
  // Where clients keep their files can be told without a server, and before Keepsake is set up.
  const session = await openSession().catch(() => undefined);
  const keys = session && (await keysById(session).catch(() => undefined));
  const rows = statuses.map((status) => rowOf(status, session, keys));
  const lines = rows.map(({ client, found, state, key, path, problem }) => {
    const use = key === undefined ? '' : `  ${key.status}, last used ${key.last_used_at ?? 'never'}`;
    const why = problem === undefined ? '' : `\n    ${problem}`;
    return `${found ? '✓' : '–'} ${client.padEnd(15)} ${found || state !== 'not connected' ? state : 'not found'}${use}\n    ${path}${why}`;
  });
  output.result(
    rows,
    keys === undefined ? [...lines, '', 'The server is not running, so nothing is known of keys.'] : lines,
  );
}

interface Row {
  client: string;
  name: string;
  found: boolean;
  state: ClientStatus['state'];
  path: string;
  problem?: string;
  key?: { id: string; scope: string; status: string; last_used_at: string | null };
}

function rowOf(
  { client, path, isFound, state, problem }: ClientStatus,
  session: Session | undefined,
  keys: ReadonlyMap<string, Key> | undefined,
): Row {
  const key = session && keys?.get(readConnection(session.paths, client.id)?.keyId ?? '');
  const isWithoutKey = state === 'connected' && keys !== undefined && key?.status !== 'active';
  const why = isWithoutKey ? `its key does not work; run \`keepsake connect ${client.id}\`` : problem;
  return {
    client: client.id,
    name: client.name,
    found: isFound,
    state: isWithoutKey ? 'outdated' : state,
    path,
    ...(why === undefined ? {} : { problem: why }),
    ...(key === undefined
      ? {}
      : { key: { id: key.id, scope: key.scope, status: key.status, last_used_at: key.last_used_at } }),
  };
}
