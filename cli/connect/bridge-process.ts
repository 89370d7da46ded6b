/** Starts a bridge as an AI client would, and speaks as much MCP with it as a proof needs. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { keepsakeVersion } from '../../contract/index.ts';
import type { BridgeCommand } from './bridge-command.ts';

export interface BridgeProcess {
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
        'PROCESSOR_ARCHITECTURE',
        'SYSTEMDRIVE',
        'SYSTEMROOT',
        'TEMP',
        'USERNAME',
        'USERPROFILE',
      ]
    : ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'];

/** @throws Error that says what went wrong when it does not start or answer */
export async function startBridge({ command, args, env }: BridgeCommand): Promise<BridgeProcess> {
  const inherited = Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const child = spawn(command, [...args], {
    env: { ...inherited, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, (answer: Answer | Error) => void>();
  const fail = (error: Error): void => {
    for (const settle of waiting.values()) settle(error);
  };
  child.on('error', (error) => fail(new Error(`${command} could not be started (${error.message}).`)));
  child.on('exit', () => fail(new Error('The bridge ended before it answered.')));
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let id = 0;
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const own = ++id;
    const late = setTimeout(() => reject(new Error(`The bridge did not answer ${method}.`)), answerMs);
    waiting.set(own, (answer) => {
      clearTimeout(late);
      waiting.delete(own);
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    });
    send({ id: own, method, params });
    return promise;
  };
  const clientInfo = { name: 'keepsake connect', version: keepsakeVersion };
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }).then(resultOf);
  send({ method: 'notifications/initialized' });
  return {
    callTool: async (name, args) => resultOf(await request('tools/call', { name, arguments: args })),
    end: () => child.stdin.end(),
  };
}

function resultOf({ result, error }: Answer): unknown {
  if (error !== undefined) throw new Error(error.message);
  if (result?.isError === true) throw new Error(result.content?.[0]?.text ?? 'The tool failed.');
  return result?.structuredContent;
}
