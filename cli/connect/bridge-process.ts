/** Starts a bridge as an AI client would, and speaks as much MCP with it as a proof needs. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { keepsakeVersion } from '../../contract/index.ts';
import type { BridgeCommand } from './bridge-command.ts';

export interface BridgeProcess {
  /** The structured result of a tool. @throws Error with what the bridge or the tool said */
  readonly callTool: (name: string, args: object) => Promise<unknown>;
  readonly end: () => void;
}

interface Answer {
  readonly id?: number;
  readonly result?: { isError?: boolean; structuredContent?: unknown; content?: { text?: string }[] };
  readonly error?: { message: string };
}

const answerMs = 30_000;
/** What clients pass on of their environment; the rest is for the configuration to name. */
const passedOn =
  process.platform === 'win32'
    ? [
        'APPDATA',
        'HOMEDRIVE',
        'HOMEPATH',
        'LOCALAPPDATA',
        'PATH',
        'SYSTEMDRIVE',
        'SYSTEMROOT',
        'TEMP',
        'USERNAME',
        'USERPROFILE',
      ]
    : ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'];

/** @throws Error that says what went wrong when it does not start or answer */
export async function startBridge(command: BridgeCommand): Promise<BridgeProcess> {
  const { request, notify, end } = openProcess(command);
  const clientInfo = { name: 'keepsake connect', version: keepsakeVersion };
  try {
    resultOf(await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }));
  } catch (error) {
    end();
    throw error;
  }
  notify('notifications/initialized');
  return {
    callTool: async (name, args) => resultOf(await request('tools/call', { name, arguments: args })),
    end,
  };
}

/** JSON-RPC with a process. */
function openProcess({ command, args, env }: BridgeCommand) {
  const child = spawn(command, [...args], {
    env: { ...inherited(), ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const gone = Promise.withResolvers<never>();
  // Nobody may be waiting when it ends.
  gone.promise.catch(() => undefined);
  child.on('error', ({ message }) => gone.reject(new Error(`${command} could not be started (${message}).`)));
  child.on('close', () => gone.reject(new Error('The bridge ended before it answered.')));
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = parse(line);
    if (answer?.id !== undefined) waiting.get(answer.id)?.resolve(answer);
  });
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = async (method: string, params: object): Promise<Answer> => {
    const id = waiting.size + 1;
    const answer = Promise.withResolvers<Answer>();
    waiting.set(id, answer);
    const late = setTimeout(() => answer.reject(new Error(`The bridge did not answer ${method}.`)), answerMs);
    send({ id, method, params });
    return Promise.race([answer.promise, gone.promise]).finally(() => clearTimeout(late));
  };
  return { request, notify: (method: string) => send({ method }), end: () => void child.stdin.end() };
}

function inherited(): Record<string, string> {
  const entries = passedOn.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function parse(line: string): Answer | undefined {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}

function resultOf({ result, error }: Answer): unknown {
  if (error !== undefined) throw new Error(error.message);
  if (result?.isError === true) throw new Error(result.content?.[0]?.text ?? 'The tool failed.');
  return result?.structuredContent;
}
