/** A real Keepsake for a test: its own folders, a real `keepsake serve` process, and the owner's client. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FormData, type Response } from 'undici';
import { createClient, type Client, type Document } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { openSecrets, type Secrets } from '../../local/secrets.ts';
import { createHome } from './home.ts';

const program = fileURLToPath(new URL('../../cli/index.ts', import.meta.url));

export interface Keepsake extends AsyncDisposable {
  readonly env: Record<string, string>;
  readonly dataFolder: string;
  /** Of the TCP face. */
  readonly url: string;
  readonly owner: Client<Response>;
  /** What the server has printed. */
  readonly printed: () => string;
  /** How a client starts the bridge. */
  readonly bridge: (connection?: string) => { command: string; args: string[]; env: Record<string, string> };
  /** What bridges and commands read. */
  readonly secrets: Secrets;
  /** Runs `keepsake` with these arguments. */
  readonly run: (...args: string[]) => Promise<{ code: number | null; out: string; err: string }>;
  /** The same with something to read on standard input. */
  readonly runWith: (
    input: string,
    ...args: string[]
  ) => Promise<{ code: number | null; out: string; err: string }>;
  /** Ends the server as a power button would. */
  kill(): Promise<void>;
  /** Starts it again on the same folders. */
  restart(): Promise<void>;
}

export interface KeepsakeOptions {
  /** Arguments of `serve`. */
  args?: string[];
  /** Keeps the folders after the test. */
  keep?: boolean;
  /** Besides the usual environment. */
  env?: Record<string, string>;
  /** Leaves the page's first run to be gone through; it is over otherwise. */
  firstRun?: boolean;
  /** What goes before the server's command, such as a namespace to run it in. */
  within?: readonly string[];
}

/** Starts one; `await using` ends the process and removes the folders. */
export async function startKeepsake({
  args = ['--start', '--port', '0'],
  keep = false,
  env: more = {},
  firstRun = false,
  within = [],
}: KeepsakeOptions = {}): Promise<Keepsake> {
  const home = await createHome({ KEEPSAKE_LOG_LEVEL: 'info', ...more });
  const { env, paths } = home;
  let server = await startServer(args, env, within);
  const secrets = await openSecrets({ paths, env });
  const owner = createClient({
    baseUrl: 'http://localhost',
    fetch: createFetch({ socketPath: paths.socketPath }),
    token: () => secrets.get('owner'),
    newIdempotencyKey: randomUUID,
  });
  if (!firstRun) await owner.setSetup({ welcomed: true, recovery_noted: true });
  return {
    env,
    dataFolder: paths.dataFolder,
    get url() {
      return /http:\/\/127\.0\.0\.1:\d+/.exec(server.output())?.[0] ?? '';
    },
    owner,
    printed: () => server.output(),
    bridge: (connection = 'default') => ({
      command: process.execPath,
      args: [program, 'bridge', '--connection', connection],
      env,
    }),
    secrets,
    run: (...rest) => runProgram('', rest, env),
    runWith: (input, ...rest) => runProgram(input, rest, env),
    kill: () => end(server.child, 'SIGKILL'),
    async restart() {
      server = await startServer(args, env, within);
    },
    async [Symbol.asyncDispose]() {
      await end(server.child, 'SIGTERM');
      if (!keep) await home[Symbol.asyncDispose]();
    },
  };
}

/** Uploads a file into a project and waits until it is read. */
export async function addDocument(
  owner: Client<Response>,
  projectId: string,
  name: string,
  bytes: Uint8Array,
): Promise<Document> {
  const { items } = await owner.listDrives({});
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const itemId = items[0]?.root_item_id ?? '';
  const { document_id: documentId = '' } = await owner.uploadFile(
    { itemId, project_id: projectId, on_conflict: 'rename' },
    { form },
  );
  for (;;) {
    const document = await owner.getDocument({ projectId, documentId });
    if (document.status === 'okay' || document.status === 'error') return document;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** `keepsake serve` as a process, once it is ready. */
export async function startServer(
  args: string[],
  env: Record<string, string>,
  within: readonly string[] = [],
) {
  const [command = process.execPath, ...rest] = [...within, process.execPath, program, 'serve', ...args];
  const child = spawn(command, rest, { env, stdio: 'pipe' });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (/^ready$/m.test(output)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`keepsake serve ended with ${code}:\n${output}`)));
  });
  return { child, output: () => output };
}

/** Ends a process and waits until it is gone. */
export async function end(
  child: ChildProcessWithoutNullStreams,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Runs `keepsake` to its end. */
export async function runProgram(input: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'pipe' });
  child.stdin.end(input);
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
