/** Which part of the project may import which: the one table that lint and the direction test read. */

export interface Part {
  readonly path: string;
  /** The parts it may import. */
  readonly may: readonly string[];
  /** The outside code it may use: anything; packages but no Node; or one list of packages and no Node. */
  readonly outside: 'any' | 'no-node' | readonly string[];
}

const shared = ['contract', 'local'];
const engines = ['server/store', 'server/search', 'server/extract', 'server/embed'];

/** The longest matching path decides, so `server` stands for the files directly in `server/` alone. */
export const parts: readonly Part[] = [
  { path: 'contract', may: [], outside: ['zod'] },
  { path: 'local', may: ['contract'], outside: 'any' },
  ...engines.map((path) => ({ path, may: shared, outside: 'any' as const })),
  // Pure: of the store it takes the types of what is written.
  { path: 'server/sync/core', may: ['contract', 'server/store'], outside: ['node-diff3', 'node:util'] },
  { path: 'server/services', may: [...shared, ...engines, 'server/sync/core'], outside: 'any' },
  {
    path: 'server/sync/service',
    may: [...shared, 'server/store', 'server/search', 'server/services', 'server/sync/core'],
    outside: 'any',
  },
  {
    path: 'server/sync/engine',
    may: [...shared, 'server/store', 'server/services', 'server/sync/core', 'server/sync/service'],
    outside: 'any',
  },
  { path: 'server/faces', may: [...shared, 'server/services'], outside: 'any' },
  {
    path: 'server',
    may: [
      ...shared,
      ...engines,
      'server/sync/core',
      'server/services',
      'server/sync/service',
      'server/sync/engine',
      'server/faces',
    ],
    outside: 'any',
  },
  { path: 'bridge', may: shared, outside: 'any' },
  { path: 'client', may: shared, outside: 'any' },
  { path: 'cli', may: [...shared, 'server', 'bridge'], outside: 'any' },
  { path: 'electron', may: shared, outside: 'any' },
  { path: 'renderer', may: ['contract'], outside: 'no-node' },
];

/**
 * The part a file belongs to, or nothing for test, bench, scripts and files at the top, which may import all.
 * The path is relative to the project, with forward slashes.
 */
function partOf(file: string): Part | undefined {
  return parts
    .filter((part) => file.startsWith(`${part.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** Tests stand beside the source they test and may import the harness. */
function isTest(file: string): boolean {
  return /(^|\/)(test|bench)\/|\.test\.tsx?$|(^|[./])suite\.ts$/.test(file);
}

/** Why an import is wrong, or nothing. `file` is relative to the project. */
export function importFault(file: string, specifier: string): string | undefined {
  const part = partOf(file);
  if (!part || isTest(file)) return undefined;
  return specifier.startsWith('.') ? relativeFault(file, part, specifier) : outsideFault(part, specifier);
}

function relativeFault(file: string, part: Part, specifier: string): string | undefined {
  const target = new URL(specifier, `file:///${file}`).pathname.slice(1);
  const other = partOf(target);
  if (other?.path === part.path || (other && part.may.includes(other.path))) return undefined;
  return `${part.path} must not import ${other?.path ?? target}: see "Parts" in docs/architecture.md.`;
}

function outsideFault(part: Part, specifier: string): string | undefined {
  if (part.outside === 'any') return undefined;
  if (part.outside !== 'no-node' && part.outside.includes(specifier)) return undefined;
  if (specifier.startsWith('node:'))
    return `${part.path} runs in a browser too and must not use Node (${specifier}).`;
  if (part.outside === 'no-node') return undefined;
  return `${part.path} may import only ${part.outside.join(', ')}, not ${specifier}.`;
}
