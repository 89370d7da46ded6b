/** The rule in a client's rules file: put in once, brought up to date, and taken out to the byte. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clients, type AiClient } from './clients.ts';
import { applyChange, type Change } from './config-file.ts';
import type { Environment } from './environment.ts';
import { planRule, planRuleRemoval } from './rules.ts';

let env: Environment;

beforeEach(async () => {
  const home = await mkdtemp(join(tmpdir(), 'ks-rules-'));
  env = {
    platform: 'linux',
    home,
    config: join(home, '.config'),
    appData: home,
    localAppData: home,
    workFolder: join(home, 'work'),
    programs: [],
  };
});

afterEach(() => rm(env.home, { recursive: true, force: true }));

function apply(change: Change | undefined): void {
  if (change !== undefined) applyChange(change);
}

const withRules = clients.flatMap((client) => {
  const { rules } = client;
  return rules === undefined ? [] : [[client.name, client, rules.path] as const];
});

describe.each(withRules)('%s', (_name, client, pathOf) => {
  const own = (): string => pathOf(env) ?? '';

  it.each([
    ['a line break at its end', '# Mine\n\nBe brief.\n'],
    ['none', '# Mine'],
    ['two', '# Mine\n\n'],
    ['CRLF', '# Mine\r\nBe brief.\r\n'],
    ['CRLF and no line break at its end', '# Mine\r\nBe brief.'],
  ])('with %s is as it was after the rule went', async (_how, text) => {
    await mkdir(dirname(own()), { recursive: true });
    await writeFile(own(), text);
    apply(planRule(client, env, 'write'));
    const after = await readFile(own(), 'utf8');
    expect(after.startsWith(text)).toBe(true);
    expect(after).toContain('`search`');
    expect(planRule(client, env, 'write')).toBeUndefined();
    apply(planRule(client, env, 'read'));
    expect(await readFile(own(), 'utf8')).not.toContain('add_memory');
    apply(planRuleRemoval(client, env));
    expect(await readFile(own(), 'utf8')).toBe(text);
  });

  it('that Keepsake made goes with the rule', () => {
    apply(planRule(client, env, 'write'));
    expect(existsSync(own())).toBe(true);
    apply(planRuleRemoval(client, env));
    expect(existsSync(own())).toBe(false);
    expect(planRuleRemoval(client, env)).toBeUndefined();
  });
});

it('keeps what stands below the rule', async () => {
  const client = clients.find(({ id }) => id === 'codex') as AiClient;
  apply(planRule(client, env, 'write'));
  const path = join(env.home, '.codex', 'AGENTS.md');
  await writeFile(path, `# Above\n\n${await readFile(path, 'utf8')}\n# Below\n`);
  apply(planRuleRemoval(client, env));
  expect(await readFile(path, 'utf8')).toBe('# Above\n\n# Below\n');
});
