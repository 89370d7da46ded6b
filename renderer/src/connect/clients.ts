/** The AI clients that can be connected, and what each is told to start; `cli/connect/clients.ts` is what changes their files. */

/** How a client starts the bridge: a program and what it is given. */
export interface StartedBridge {
  readonly command: string;
  readonly args: readonly string[];
}

export interface ClientGuide {
  /** As `keepsake connect` names it. */
  readonly id: string;
  readonly name: string;
  /** Where its configuration stands, on Linux, macOS and Windows. */
  readonly places: readonly [linux: string, mac: string, windows: string];
  /** The whole of its configuration, when Keepsake is all there is. Nothing in it is secret. */
  readonly configuration: (bridge: StartedBridge) => string;
}

function json(container: string, fixed: Readonly<Record<string, unknown>> = {}) {
  return ({ command, args }: StartedBridge): string =>
    JSON.stringify({ [container]: { keepsake: { ...fixed, command, args } } }, null, 2);
}

function toml({ command, args }: StartedBridge): string {
  const list = args.map((one) => JSON.stringify(one)).join(', ');
  return `[mcp_servers.keepsake]\ncommand = ${JSON.stringify(command)}\nargs = [${list}]`;
}

function yamlArgs(args: readonly string[]): string {
  return args.map((one) => `      - ${one}`).join('\n');
}

function continueYaml({ command, args }: StartedBridge): string {
  const head = 'name: Local Config\nversion: 1.0.0\nschema: v1\nmcpServers:\n  - name: keepsake\n';
  return `${head}    command: ${command}\n    args:\n${yamlArgs(args)}`;
}

function gooseYaml({ command, args }: StartedBridge): string {
  const head = 'extensions:\n  keepsake:\n    enabled: true\n    type: stdio\n    name: keepsake\n';
  return `${head}    timeout: 300\n    cmd: ${command}\n    args:\n${yamlArgs(args)}`;
}

/** A place below the home folder, the same on every system. */
function home(path: string): ClientGuide['places'] {
  return [`~/${path}`, `~/${path}`, `%USERPROFILE%\\${path.replaceAll('/', '\\')}`];
}

/** A place below the folder for data of applications. */
function application(path: string): ClientGuide['places'] {
  const windows = `%APPDATA%\\${path.replaceAll('/', '\\')}`;
  return [`~/.config/${path}`, `~/Library/Application Support/${path}`, windows];
}

const clineFile = 'Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json';
const gooseFile = '%APPDATA%\\Block\\goose\\config\\config.yaml';
const servers = json('mcpServers');
const typed = { type: 'stdio' };

function guide(
  id: string,
  name: string,
  places: ClientGuide['places'],
  configuration: ClientGuide['configuration'],
): ClientGuide {
  return { id, name, places, configuration };
}

export const clientGuides: readonly ClientGuide[] = [
  guide('claude-desktop', 'Claude Desktop', application('Claude/claude_desktop_config.json'), servers),
  guide('claude-code', 'Claude Code', home('.claude.json'), json('mcpServers', typed)),
  guide('cursor', 'Cursor', home('.cursor/mcp.json'), servers),
  guide('vscode', 'VS Code', application('Code/User/mcp.json'), json('servers', typed)),
  guide('windsurf', 'Windsurf', home('.codeium/windsurf/mcp_config.json'), servers),
  guide(
    'zed',
    'Zed',
    ['~/.config/zed/settings.json', '~/.config/zed/settings.json', '%APPDATA%\\Zed\\settings.json'],
    json('context_servers', { source: 'custom' }),
  ),
  guide('codex', 'Codex', home('.codex/config.toml'), toml),
  guide('gemini', 'Gemini CLI', home('.gemini/settings.json'), servers),
  guide('cline', 'Cline', application(clineFile), servers),
  guide('continue', 'Continue', home('.continue/config.yaml'), continueYaml),
  guide(
    'goose',
    'Goose',
    ['~/.config/goose/config.yaml', '~/.config/goose/config.yaml', gooseFile],
    gooseYaml,
  ),
  guide('lm-studio', 'LM Studio', home('.lmstudio/mcp.json'), servers),
];

/** Of the system that this page is looked at on. */
export function placeHere({ places }: ClientGuide, system: string = navigator.userAgent): string {
  const [linux, mac, windows] = places;
  return /windows/i.test(system) ? windows : /mac|iphone|ipad/i.test(system) ? mac : linux;
}

/** A name for a connection, made of words a person wrote; the client that it is most likely of, if any. */
export function connectionNameOf(description: string): string {
  const name = description
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' ? 'ai-client' : name;
}

/** The client whose name stands in a description; the first one otherwise. */
export function guideFor(description: string): ClientGuide {
  const words = description.toLowerCase();
  const named = clientGuides.find(({ name }) => words.includes(name.toLowerCase()));
  return named ?? (clientGuides[0] as ClientGuide);
}
