/** The short rule that tells a client when to use its memory: a marked part of the client's own rules file. */
import type { Key } from '../../contract/index.ts';
import type { AiClient } from './clients.ts';
import { readText, type Change } from './config-file.ts';
import type { Environment } from './environment.ts';
import { eolOf } from './formats/format.ts';

const begin = '<!-- keepsake: begin (keepsake connect --remove takes this part out) -->';
const end = '<!-- keepsake: end -->';
const part = /<!-- keepsake: begin[^>]*-->[\s\S]*?<!-- keepsake: end -->/;

const recalling = [
  '- Before answering what may depend on what I told, decided, prefer or keep in files, call `search` of `keepsake`.',
  '- Name the source of what you recalled.',
];

const writing = [
  '- When I state a lasting preference, decision or fact, or correct you, write it down with `add_memory`:',
  '  one fact each, complete in itself. Search first; if it is there already, call `update_memory`.',
  '- Never write down passwords or keys.',
];

/** The rule for a client that may only recall, or write as well. */
function ruleLines(scope: Key['scope']): string[] {
  const lines = scope === 'write' ? [...recalling, ...writing] : recalling;
  return [begin, '## Long-term memory (Keepsake)', '', ...lines, end];
}

/** Adds the rule, or brings it up to date; undefined for a client without such a file, or when it is there. */
export function planRule(client: AiClient, env: Environment, scope: Key['scope']): Change | undefined {
  const path = client.rules?.path(env);
  if (path === undefined) return undefined;
  const before = readText(path);
  const after = withRule(before ?? client.rules?.header ?? '', ruleLines(scope));
  return after === before ? undefined : { path, before, after };
}

export function planRuleRemoval(client: AiClient, env: Environment): Change | undefined {
  const path = client.rules?.path(env);
  const before = path === undefined ? undefined : readText(path);
  if (path === undefined || before === undefined || !part.test(before)) return undefined;
  const after = withoutRule(before);
  const isOurs = after === '' || after === client.rules?.header;
  return { path, before, after: isOurs ? undefined : after };
}

function withRule(text: string, rule: readonly string[]): string {
  const eol = eolOf(text);
  const block = rule.join(eol);
  if (part.test(text)) return text.replace(part, () => block);
  if (text === '') return `${block}${eol}`;
  // A text without a line break at its end gets it back by the block having none either.
  return text.endsWith('\n') ? `${text}${eol}${block}${eol}` : `${text}${eol}${eol}${block}`;
}

function withoutRule(text: string): string {
  const at = part.exec(text);
  if (at === null) return text;
  const before = text.slice(0, at.index);
  const after = text.slice(at.index + at[0].length);
  if (after === '') return before.replace(/\r?\n\r?\n$/, '');
  return `${before.replace(/(\n)\r?\n$/, '$1')}${after.replace(/^\r?\n/, '')}`;
}
