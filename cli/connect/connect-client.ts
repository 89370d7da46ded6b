/** Connects and disconnects one client: shows, asks, changes, proves. */
import type { Key } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';
import { bridgeCommand } from './bridge-command.ts';
import { commandOf, entryFor, type AiClient } from './clients.ts';
import { applyChange, planEntry, planRemoval, readEntry, type Change } from './config-file.ts';
import type { Questions } from './confirm.ts';
import type { Environment } from './environment.ts';
import { dropKey, ensureKey, type KeyWish } from './keys.ts';
import { prove } from './proof.ts';
import { planRule, planRuleRemoval } from './rules.ts';
import { showChange } from './show-change.ts';

export interface Work {
  readonly session: Session;
  readonly env: Environment;
  readonly output: Output;
  readonly questions: Questions;
  /** Only shows what would change. */
  readonly dryRun: boolean;
}

export interface Outcome {
  readonly client: string;
  readonly path: string;
  readonly result: 'connected' | 'disconnected' | 'declined' | 'unchanged' | 'shown';
  readonly key_id?: string;
  readonly scope?: string;
  readonly rule?: string;
  /** What a dry run would change, as people read it. */
  readonly change?: readonly string[];
}

export async function connectClient(
  work: Work,
  client: AiClient,
  wish: Omit<KeyWish, 'askScope'> & { rule: boolean },
): Promise<Outcome> {
  const { session, env, output, questions } = work;
  const path = client.config(env);
  const about = { client: client.id, path };
  const entry = entryFor(client, bridgeCommand(client.id), readEntry(client, path));
  const change = planEntry(client, path, entry);
  show(output, client.name, change);
  if (work.dryRun) {
    const rule = wish.rule ? planRule(client, env, wish.scope ?? 'write') : undefined;
    if (rule !== undefined) show(output, client.name, rule);
    return { ...about, result: 'shown', change: [change, ...(rule ? [rule] : [])].flatMap(showChange) };
  }
  if (change.after !== change.before && !(await questions.confirm(`Connect ${client.name}?`)))
    return { ...about, result: 'declined' };
  const askScope = async (): Promise<Key['scope']> =>
    (await questions.confirm(`May ${client.name} write memories, not only recall them?`)) ? 'write' : 'read';
  const { key, isNew } = await ensureKey(session, client, { ...wish, askScope });
  try {
    applyChange(change);
  } catch (error) {
    if (isNew) await dropKey(session, client.id);
    throw error;
  }
  const rule = wish.rule ? planRule(client, env, key.scope) : undefined;
  const installed = rule !== undefined && (await changeIfWanted(work, client, rule));
  // As the file has it now, not as it was meant.
  const written = commandOf(client, readEntry(client, path) ?? {});
  if (written === undefined) throw new Error(`${path} does not say what to start.`);
  await prove(session, written, key);
  const may = key.scope === 'write' ? 'read and write' : 'read';
  output.say(
    `✓ ${client.name} is connected and may ${may}: its bridge was started as ${path} says, and recalled what was written.`,
  );
  return {
    ...about,
    result: 'connected',
    key_id: key.id,
    scope: key.scope,
    ...(installed && rule ? { rule: rule.path } : {}),
  };
}

async function changeIfWanted(work: Work, client: AiClient, rule: Change): Promise<boolean> {
  show(work.output, `When ${client.name} is to use its memory`, rule);
  if (!(await work.questions.confirm('Install this rule?'))) return false;
  applyChange(rule);
  return true;
}

export async function disconnectClient(work: Work, client: AiClient): Promise<Outcome> {
  const { session, env, output, questions } = work;
  const about = { client: client.id, path: client.config(env) };
  const changes = [planRemoval(client, about.path), planRuleRemoval(client, env)].filter(
    (change) => change !== undefined,
  );
  for (const change of changes) show(output, client.name, change);
  if (work.dryRun) return { ...about, result: 'shown', change: changes.flatMap(showChange) };
  if (changes.length > 0 && !(await questions.confirm(`Disconnect ${client.name}?`)))
    return { ...about, result: 'declined' };
  for (const change of changes) applyChange(change);
  const key = await dropKey(session, client.id);
  if (changes.length === 0 && key === 'none') return { ...about, result: 'unchanged' };
  output.say(`✓ ${client.name} is disconnected.${keyNote[key]}`);
  return { ...about, result: 'disconnected' };
}

const keyNote = {
  revoked: ' Its key is revoked.',
  unreachable:
    ' Its secret is deleted; the server could not be reached to revoke its key (`keepsake key list`).',
  none: '',
} as const;

function show(output: Output, name: string, change: Change): void {
  const lines = showChange(change);
  if (lines.length > 0) output.say(['', name, ...lines].join('\n'));
}
