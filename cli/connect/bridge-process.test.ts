/** Processes that are no good bridge: each failure is told, and none is waited for in vain. */
import { describe, expect, it, vi } from 'vitest';
import { startBridge } from './bridge-process.ts';

function running(program: string, env?: Record<string, string>) {
  return { command: process.execPath, args: ['--eval', program], ...(env === undefined ? {} : { env }) };
}

/** Answers every request with what an expression makes of it. */
function answering(expression: string): string {
  return `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, ...(${expression}) }));
  });`;
}

describe('a process that', () => {
  it('does not exist', async () => {
    await expect(startBridge({ command: '/nowhere/node', args: [] })).rejects.toThrow(
      /^\/nowhere\/node could not be started/,
    );
  });

  it('ends at once', async () => {
    await expect(startBridge(running('process.exit(3)'))).rejects.toThrow('ended before it answered');
  });

  it('answers with an error', async () => {
    const refusing = answering('{ error: { code: -32000, message: "No secret is stored." } }');
    await expect(startBridge(running(refusing))).rejects.toThrow('No secret is stored.');
  });

  it('ends after it was started', async () => {
    // At the first message that wants no answer, which says that the client is ready.
    const leaving = answering('{ result: {} }').replace(
      'if (id',
      'if (id === undefined) process.exit(); if (id',
    );
    const bridge = await startBridge(running(leaving));
    await expect(bridge.callTool('search', {})).rejects.toThrow('ended before it answered');
  });

  it('writes more than answers, and refuses a tool', async () => {
    const failing = answering(
      'method === "initialize" ? { result: {} } : { result: { isError: true, content: [{ text: "Not " + params.name }] } }',
    );
    const bridge = await startBridge(running(`console.log('Welcome!'); ${failing}`));
    await expect(bridge.callTool('search', {})).rejects.toThrow('Not search');
    bridge.end();
  });

  it('gets what clients pass on and the configuration names, and nothing else', async () => {
    vi.stubEnv('KEEPSAKE_LEAK', 'from the terminal');
    const telling = answering('{ result: { structuredContent: Object.keys(process.env) } }');
    const bridge = await startBridge(running(telling, { KEEPSAKE_HOME: '/srv' }));
    const names = await bridge.callTool('any', {});
    expect(names).toEqual(expect.arrayContaining(['KEEPSAKE_HOME', 'PATH']));
    expect(names).not.toContain('KEEPSAKE_LEAK');
    bridge.end();
  });
});
