/** The list of clients in docs/mcp-setup.md is what the code does; `vitest -u` writes it anew. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { clients, entryFor, type AiClient } from './clients.ts';
import type { Environment } from './environment.ts';

const document = fileURLToPath(new URL('../../docs/mcp-setup.md', import.meta.url));
const part = /(<!-- clients: begin -->\n)[\s\S]*(<!-- clients: end -->)/;
const systems = [
  ['Linux', 'linux'],
  ['macOS', 'darwin'],
  ['Windows', 'win32'],
] as const;

function environment(platform: Environment['platform']): Environment {
  return {
    platform,
    home: platform === 'win32' ? '%USERPROFILE%' : '~',
    config: '~/.config',
    appData: '%APPDATA%',
    localAppData: '%LOCALAPPDATA%',
    workFolder: 'FOLDER',
    programs: [],
  };
}

/** The places on every system, those that are alike together. */
function places(placeOn: (env: Environment) => string): string {
  const all = systems.map(([system, platform]) => {
    const path = placeOn(environment(platform));
    return [system, platform === 'win32' ? path.replaceAll('/', '\\') : path] as const;
  });
  const byPath = Map.groupBy(all, ([, path]) => path);
  const shown = Array.from(byPath, ([path, on]) => `\`${path}\` (${on.map(([name]) => name).join(', ')})`);
  return shown.join(', ');
}

function section(client: AiClient): string {
  const { id, name, config, format, slot, blank = '', rules } = client;
  const command = { command: '/path/to/node', args: ['/path/to/keepsake', 'bridge', '--connection', id] };
  const language = extname(config(environment('linux'))).slice(1);
  const rulePath = rules?.path;
  return [
    `### ${name}\n`,
    `\`keepsake connect ${id}\` · ${places(config)}\n`,
    `\`\`\`${language}`,
    format.put(blank, slot, entryFor(client, command)).trimEnd(),
    '```\n',
    rulePath === undefined
      ? 'Rule: none; the server tells it too.\n'
      : `Rule: ${places((env) => rulePath(env) ?? '')}\n`,
  ].join('\n');
}

it('stands in the documentation as it is', async () => {
  const text = await readFile(document, 'utf8');
  const generated = clients.map(section).join('\n');
  const expected = text.replace(part, (_all, begin: string, end: string) => `${begin}\n${generated}\n${end}`);
  expect(text).toMatch(part);
  await expect(expected).toMatchFileSnapshot(document);
});
