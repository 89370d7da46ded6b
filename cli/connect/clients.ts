/** The AI clients that can be connected: where each keeps its servers and rules, and in which shape. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BridgeCommand } from './bridge-command.ts';
import { applicationData, type Environment } from './environment.ts';
import { isRecord, type ConfigFormat, type Entry, type Slot } from './formats/format.ts';
import { jsonFormat } from './formats/json.ts';
import { tomlFormat } from './formats/toml.ts';
import { yamlFormat } from './formats/yaml.ts';

/** How an entry says what to start. */
interface Shape {
  readonly command: string;
  readonly env: string;
  /** Fields that every entry of this client has. */
  readonly fixed: Entry;
}

export interface AiClient {
  readonly id: string;
  readonly name: string;
  /** A folder or file that is there when the client is. */
  readonly marker: (env: Environment) => string;
  /** Its command-line program. */
  readonly program?: string;
  readonly config: (env: Environment) => string;
  readonly format: ConfigFormat;
  readonly slot: Slot;
  readonly shape: Shape;
  /** What a new file begins with. */
  readonly blank?: string;
  readonly rules?: RulesFile;
}

export interface RulesFile {
  /** Undefined where rules stand in folders of work alone, and none is given. */
  readonly path: (env: Environment) => string | undefined;
  /** What a file of our own begins with. */
  readonly header?: string;
}

const json = jsonFormat({ trailingComma: true });
const plain: Shape = { command: 'command', env: 'env', fixed: {} };

function slot(container: string, kind: Slot['kind'] = 'map'): Slot {
  return { container: [container], name: 'keepsake', kind };
}

const common = { format: json, slot: slot('mcpServers'), shape: plain } as const;

export const clients: readonly AiClient[] = [
  {
    ...common,
    id: 'claude-desktop',
    name: 'Claude Desktop',
    marker: claudeDesktopFolder,
    config: (env) => join(claudeDesktopFolder(env), 'claude_desktop_config.json'),
  },
  {
    ...common,
    id: 'claude-code',
    name: 'Claude Code',
    program: 'claude',
    marker: claudeCodeFile,
    config: claudeCodeFile,
    shape: { ...plain, fixed: { type: 'stdio' } },
    rules: { path: (env) => join(env.claudeFolder ?? join(env.home, '.claude'), 'CLAUDE.md') },
  },
  {
    ...common,
    id: 'cursor',
    name: 'Cursor',
    program: 'cursor',
    marker: (env) => join(env.home, '.cursor'),
    config: (env) => join(env.home, '.cursor', 'mcp.json'),
    rules: {
      path: ({ workFolder }) =>
        workFolder === undefined ? undefined : join(workFolder, '.cursor', 'rules', 'keepsake.mdc'),
      header: '---\nalwaysApply: true\n---\n',
    },
  },
  {
    ...common,
    id: 'vscode',
    name: 'VS Code',
    program: 'code',
    marker: codeFolder,
    config: (env) => join(codeFolder(env), 'mcp.json'),
    slot: slot('servers'),
    shape: { ...plain, fixed: { type: 'stdio' } },
    rules: {
      path: (env) => join(codeFolder(env), 'prompts', 'keepsake.instructions.md'),
      header: "---\napplyTo: '**'\n---\n",
    },
  },
  {
    ...common,
    id: 'windsurf',
    name: 'Windsurf',
    program: 'windsurf',
    marker: (env) => join(env.home, '.codeium', 'windsurf'),
    config: (env) => join(env.home, '.codeium', 'windsurf', 'mcp_config.json'),
    rules: { path: (env) => join(env.home, '.codeium', 'windsurf', 'memories', 'global_rules.md') },
  },
  {
    ...common,
    id: 'zed',
    name: 'Zed',
    program: 'zed',
    marker: zedFolder,
    config: (env) => join(zedFolder(env), 'settings.json'),
    slot: slot('context_servers'),
    shape: { ...plain, fixed: { source: 'custom' } },
    rules: {
      path: ({ workFolder }) => (workFolder === undefined ? undefined : join(workFolder, '.rules')),
    },
  },
  {
    id: 'codex',
    name: 'Codex',
    program: 'codex',
    marker: codexFolder,
    config: (env) => join(codexFolder(env), 'config.toml'),
    format: tomlFormat,
    slot: slot('mcp_servers'),
    shape: plain,
    rules: { path: (env) => join(codexFolder(env), 'AGENTS.md') },
  },
  {
    ...common,
    id: 'gemini',
    name: 'Gemini CLI',
    program: 'gemini',
    marker: (env) => join(env.home, '.gemini'),
    config: (env) => join(env.home, '.gemini', 'settings.json'),
    format: jsonFormat({ trailingComma: false }),
    rules: { path: (env) => join(env.home, '.gemini', 'GEMINI.md') },
  },
  {
    ...common,
    id: 'cline',
    name: 'Cline',
    marker: clineFolder,
    config: (env) => join(clineFolder(env), 'settings', 'cline_mcp_settings.json'),
    rules: { path: (env) => join(env.home, 'Documents', 'Cline', 'Rules', 'keepsake.md') },
  },
  {
    id: 'continue',
    name: 'Continue',
    program: 'cn',
    marker: (env) => join(env.home, '.continue'),
    config: (env) => join(env.home, '.continue', 'config.yaml'),
    format: yamlFormat,
    slot: slot('mcpServers', 'list'),
    shape: { ...plain, fixed: { name: 'keepsake' } },
    blank: 'name: Local Config\nversion: 1.0.0\nschema: v1\n',
    rules: { path: (env) => join(env.home, '.continue', 'rules', 'keepsake.md') },
  },
  {
    id: 'goose',
    name: 'Goose',
    program: 'goose',
    marker: gooseFolder,
    config: (env) => join(gooseFolder(env), 'config.yaml'),
    format: yamlFormat,
    slot: slot('extensions'),
    shape: {
      command: 'cmd',
      env: 'envs',
      fixed: { enabled: true, type: 'stdio', name: 'keepsake', timeout: 300 },
    },
    rules: { path: (env) => join(gooseFolder(env), '.goosehints') },
  },
  {
    ...common,
    id: 'lm-studio',
    name: 'LM Studio',
    program: 'lms',
    marker: (env) => join(env.home, '.lmstudio'),
    config: (env) => join(env.home, '.lmstudio', 'mcp.json'),
  },
];

/** On Windows the one from the store keeps its files apart. */
function claudeDesktopFolder(env: Environment): string {
  const usual = join(applicationData(env), 'Claude');
  if (env.platform !== 'win32') return usual;
  const packages = join(env.localAppData, 'Packages');
  const fromStore = namesIn(packages).find((name) => name.startsWith('Claude_'));
  return fromStore === undefined ? usual : join(packages, fromStore, 'LocalCache', 'Roaming', 'Claude');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function claudeCodeFile({ claudeFolder, home }: Environment): string {
  return join(claudeFolder ?? home, '.claude.json');
}

function codeFolder(env: Environment): string {
  return join(applicationData(env), 'Code', 'User');
}

function clineFolder(env: Environment): string {
  return join(codeFolder(env), 'globalStorage', 'saoudrizwan.claude-dev');
}

function zedFolder({ platform, appData, config }: Environment): string {
  return platform === 'win32' ? join(appData, 'Zed') : join(config, 'zed');
}

function codexFolder({ codexFolder: told, home }: Environment): string {
  return told ?? join(home, '.codex');
}

function gooseFolder({ platform, appData, config }: Environment): string {
  return platform === 'win32' ? join(appData, 'Block', 'goose', 'config') : join(config, 'goose');
}

/** The entry that starts the bridge; what else a person put into the present one stays. */
export function entryFor({ shape }: AiClient, { command, args, env }: BridgeCommand, present?: Entry): Entry {
  const { [shape.command]: _command, args: _args, [shape.env]: _env, ...others } = present ?? {};
  const told = env === undefined ? {} : { [shape.env]: { ...env } };
  return { ...shape.fixed, ...others, [shape.command]: command, args: [...args], ...told };
}

/** What an entry starts; undefined when it says nothing of the kind. */
export function commandOf({ shape }: AiClient, entry: Entry): BridgeCommand | undefined {
  const { [shape.command]: command, args = [], [shape.env]: env } = entry;
  if (typeof command !== 'string' || !Array.isArray(args)) return undefined;
  // Parsers make objects of different kinds.
  const told = isRecord(env) ? { env: { ...env } as Record<string, string> } : {};
  return { command, args: args.map(String), ...told };
}
