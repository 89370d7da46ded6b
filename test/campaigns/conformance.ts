/** Runs the official MCP conformance suite against the server, for both revisions, and says what passed. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFetch } from '../../local/http.ts';
import { newToken } from '../../local/tokens.ts';
import { createClient } from '../../contract/index.ts';
import { startServer } from '../../server/index.ts';
import { conformanceServer } from './conformance/fixture.ts';
import { startKeyedProxy } from './conformance/keyed-proxy.ts';

interface Outcome {
  revision: string;
  passed: number;
  total: number;
  failed: string[];
}

const goals: Record<string, number> = { '2026-07-28': 37, '2025-11-25': 26 };

/** Runs the suite for one revision against a running server. */
export async function runSuite(url: string, revision: string): Promise<Outcome> {
  const suite = fileURLToPath(
    new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
  );
  const output = await capture([suite, 'server', '--url', `${url}/mcp`, '--requirements', revision]);
  return { revision, ...readSummary(output) };
}

/** A real server with the suite's fixtures behind a proxy that adds a key. */
export async function withConformanceServer<T>(run: (url: string) => Promise<T>): Promise<T> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'keepsake-conformance-'));
  const owner = newToken('kso').secret;
  const server = await startServer({
    dataFolder,
    masterKey: Buffer.alloc(32, 1),
    ownerToken: owner,
    listen: { port: 0 },
    logLevel: 'silent',
    // Tests resolve packages as a bundler does and see the package's other set of types; the class is the same.
    mcpFixture: conformanceServer as () => never,
  });
  try {
    const client = createClient({
      baseUrl: server.url ?? '',
      fetch: createFetch({}),
      token: () => owner,
      newIdempotencyKey: () => crypto.randomUUID(),
    });
    const project = await client.createProject({ name: 'Conformance' });
    const key = await client.createProjectKey({ projectId: project.id, description: 'suite' });
    await using proxy = await startKeyedProxy(server.url ?? '', key.secret ?? '');
    return await run(proxy.url);
  } finally {
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

function capture(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

/** Reads the suite's summary: a line per scenario, then those that the revision does not score. */
function readSummary(output: string): Omit<Outcome, 'revision'> {
  if (process.argv.includes('--verbose')) process.stderr.write(output);
  const lines = output.replaceAll(/\u001b\[[0-9;]*m/g, '').split('\n');
  const unscored = new Set(lines.flatMap((line) => /^ {2}[✓✗] (\S+) \(/u.exec(line)?.[1] ?? []));
  const scored = lines.filter((line) => /^[✓✗] (\S+):/u.test(line) && !unscored.has(nameIn(line)));
  const failed = scored.filter((line) => line.startsWith('✗')).map(nameIn);
  return { passed: scored.length - failed.length, total: scored.length, failed };
}

function nameIn(line: string): string {
  return line.slice(2).split(':', 1)[0] ?? line;
}

if (import.meta.main) {
  const outcomes = await withConformanceServer(async (url) => {
    const found: Outcome[] = [];
    for (const revision of Object.keys(goals)) found.push(await runSuite(url, revision));
    return found;
  });
  const judged = outcomes.map(({ revision, passed, total }) => {
    const goal = goals[revision] ?? total;
    return { name: `${revision} of ${total}`, value: passed, goal, met: passed >= goal };
  });
  process.stdout.write(`${JSON.stringify({ bench: 'conformance', results: outcomes, goals: judged })}\n`);
  if (judged.some(({ met }) => !met)) process.exitCode = 1;
}
