/** A copy of the house without its rooms: our compiler and lint settings over parts that hold one line each. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parts } from '../../scripts/lint/parts.ts';

const root = path.resolve(import.meta.dirname, '../..');
const settings = ['package.json', 'tsconfig.json', 'tsconfig.base.json', '.oxlintrc.json', 'scripts/lint'];
const leaves = ['test', 'bench', 'examples'];

export interface Skeleton extends AsyncDisposable {
  write(file: string, source: string): Promise<void>;
  /** What `tsc -b` says, one message a line; empty when it is content. */
  compile(): Promise<string>;
  /** What oxlint says, one message a line; empty when it is content. */
  lint(): Promise<string>;
}

/** The folder of a part's sources. */
export function sourcesOf(part: string): string {
  return part === 'renderer' ? 'renderer/src' : part;
}

/** An import as it is written in a file of one part for a file of another. */
export function importOf(from: string, to: string): string {
  const relative = path.posix.relative(sourcesOf(from), `${sourcesOf(to)}/thing.ts`);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

export async function createSkeleton(): Promise<Skeleton> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keepsake-house-'));
  const write = async (file: string, source: string) => {
    const full = path.join(folder, file);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, source);
  };
  for (const file of settings) await cp(path.join(root, file), path.join(folder, file), { recursive: true });
  for (const part of [...parts.map((each) => each.path), ...leaves]) {
    await cp(path.join(root, part, 'tsconfig.json'), path.join(folder, part, 'tsconfig.json'));
    await write(`${sourcesOf(part)}/thing.ts`, '// A thing.\nexport const thing = 1;\n');
  }
  await cp(path.join(root, 'scripts/tsconfig.json'), path.join(folder, 'scripts/tsconfig.json'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return {
    write,
    compile: () => output(folder, ['node_modules/typescript/bin/tsc', '-b', '--pretty', 'false']),
    lint: () => output(folder, ['node_modules/oxlint/bin/oxlint', '--format', 'unix', ...parts.map(topOf)]),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const topOf = ({ path: part }: { readonly path: string }) => part.split('/')[0] ?? part;

/** Both tools end with a failure when they have found something, so only what they print is of interest. */
function output(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}` : '');
    });
  });
}
