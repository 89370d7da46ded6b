/** Starts the bridge as a client does, and looks whether its output holds messages of the protocol and nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { KeepsakeError, keepsakeVersion } from '../../contract/index.ts';
import { ownCommand, type OwnCommand } from '../own-command.ts';

const timeoutMs = 15_000;
const params = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'keepsake-doctor', version: keepsakeVersion },
};

/** @returns how long the first answer took, in words */
export async function tryBridge(
  connection: string,
  { command, args }: OwnCommand = ownCommand('bridge', '--connection', connection),
): Promise<string> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let out = '';
  let firstMs: number | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    firstMs ??= performance.now() - started;
    out += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
  }
  checkOutput(out);
  return `answers ${Math.round(firstMs ?? 0)} ms after its start, and prints the protocol alone`;
}

function checkOutput(out: string): void {
  const lines = out.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0)
    throw new KeepsakeError(
      'UNAVAILABLE',
      'The bridge ended without an answer. Run the command of your client by hand and read what it prints.',
    );
  if (!lines.every(isMessage))
    throw new KeepsakeError(
      'INTERNAL',
      "Something else prints on the bridge's standard output, where clients read the protocol. Look for programs that NODE_OPTIONS or a wrapper script load, and let them print to standard error.",
    );
}

function isMessage(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'jsonrpc' in value;
  } catch {
    return false;
  }
}
