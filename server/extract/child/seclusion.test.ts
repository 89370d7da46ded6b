/** What a reader of files can no longer do. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Runs a script in a process that has shut itself in; the answer is what it prints. */
async function secluded(script: string): Promise<string> {
  const module = JSON.stringify(new URL('seclusion.ts', import.meta.url).href);
  const whole = `import { createRequire } from 'node:module';
    const { seclude } = await import(${module});
    seclude();
    const require = createRequire('/');
    try { console.log(await (async () => { ${script} })()); } catch (error) { console.log('refused: ' + error.message); }`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', whole]);
  return stdout.trim();
}

test.each([
  ['import', "return import('node:net');"],
  ['import without a prefix', "return import('http');"],
  ['require', "return require('https');"],
  ['a built-in module by name', "return process.getBuiltinModule('node:dns');"],
  ['another process', "return import('node:child_process');"],
  ['another thread', "return import('node:worker_threads');"],
  ['an old binding', "return process.binding('tcp_wrap');"],
  ['undici', "return import('undici');"],
  ['a part of http', "return require('_http_client');"],
  ['a part of tls', "return process.getBuiltinModule('_tls_wrap');"],
  ['a datagram', "return import('node:dgram');"],
  ['HTTP/2', "return require('http2');"],
  ['a signal to another process', 'return process.kill(1, 0);'],
])('%s is refused', async (_, script) => {
  expect(await secluded(script)).toMatch(/^refused: .*not for readers of files/);
});

test.each(['fetch', 'WebSocket', 'EventSource'])('there is no %s', async (name) => {
  expect(await secluded(`return typeof ${name};`)).toBe('undefined');
});

test('what readers need is left', async () => {
  expect(await secluded("return typeof (await import('node:zlib')).inflateRawSync;")).toBe('function');
});
