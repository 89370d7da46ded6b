/** Runs the official MCP conformance suite through the bridge's loopback address, for both revisions, and says what passed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bridgeTo } from '../journeys/bridge/home.ts';
import { runSuite, withConformanceServer } from './conformance.ts';
import { startKeyedProxy } from './conformance/keyed-proxy.ts';
import { endWithGoals } from './result.ts';

/** The same as the server passes by itself. */
const goals: Record<string, number> = { '2026-07-28': 37, '2025-11-25': 26 };

/** Starts the bridge's address in front of an endpoint and calls `run` with a URL that needs no token. */
async function throughBridge<T>(endpoint: string, run: (url: string) => Promise<T>): Promise<T> {
  await using home = await bridgeTo(`${endpoint}/mcp`, 'ksk_replaced_by_the_proxy');
  const { command, args, env } = home.command('--http', '--port', '0');
  const bridge = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let printed = '';
    while (!/^ready$/m.test(printed)) printed += String((await once(bridge.stdout, 'data'))[0]);
    const url = /http:\/\/[^/\s]+/.exec(printed)?.[0] ?? '';
    await using proxy = await startKeyedProxy(url, /ksb_\S+/.exec(printed)?.[0] ?? '');
    return await run(proxy.url);
  } finally {
    bridge.kill('SIGKILL');
  }
}

const outcomes = await withConformanceServer((server) =>
  throughBridge(server, async (url) => {
    const found = [];
    for (const revision of Object.keys(goals)) found.push(await runSuite(url, revision));
    return found;
  }),
);
endWithGoals(
  'bridge-conformance',
  Object.fromEntries(outcomes.map(({ revision, ...rest }) => [revision, rest])),
  outcomes.map(({ revision, passed, total }) => {
    const goal = goals[revision] ?? total;
    return { name: `${revision} of ${total} through the bridge`, value: passed, goal, met: passed >= goal };
  }),
);
