/** Proves that a client is connected: what its configuration starts writes a memory, and a second start recalls it. */
import { randomBytes } from 'node:crypto';
import type { Key } from '../../contract/index.ts';
import type { Session } from '../session.ts';
import type { BridgeCommand } from './bridge-command.ts';
import { startBridge, type BridgeProcess } from './bridge-process.ts';

/** @throws Error that says what went wrong */
export async function prove(session: Session, command: BridgeCommand, key: Key): Promise<void> {
  const word = `proof${randomBytes(6).toString('hex')}`;
  const content = `Keepsake wrote ${word} to prove a connection.`;
  const projectId = key.default_project_id;
  const memoryId =
    key.scope === 'write'
      ? await withBridge(command, (bridge) => write(bridge, content))
      : (await session.client.addMemory({ projectId, content })).id;
  try {
    await withBridge(command, (bridge) => recall(bridge, word, content));
  } finally {
    await session.client.deleteMemory({ projectId, memoryId });
  }
}

async function withBridge<T>(command: BridgeCommand, act: (bridge: BridgeProcess) => Promise<T>): Promise<T> {
  const bridge = await startBridge(command);
  try {
    return await act(bridge);
  } finally {
    bridge.end();
  }
}

async function write(bridge: BridgeProcess, content: string): Promise<string> {
  const written = (await bridge.callTool('add_memory', { content })) as { id: string };
  return written.id;
}

async function recall(bridge: BridgeProcess, word: string, content: string): Promise<void> {
  const { results } = (await bridge.callTool('search', { query: word })) as { results: { text: string }[] };
  if (!results.some(({ text }) => text === content))
    throw new Error('A memory was written but not recalled. Run `keepsake doctor`.');
}
