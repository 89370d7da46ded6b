/** Everyday tasks: what each takes here, beside the steps that MemoryLake's tutorial gives for the same. */
import type { Goal } from '../result.ts';
import type { Task } from './walk.ts';

/**
 * As its tutorials of 2026 name them (memorylake.ai/en/blogs/extend-claude-memory-beyond-built-in): every label to press,
 * every text to type and every file to choose is one. Nothing where no steps are given.
 */
const documented: Readonly<Record<string, readonly string[]>> = {
  'Create a project': ['Project Management', 'Create Project', 'name it'],
  'Put a file of this computer into a project': [
    'Document Drive',
    'Upload',
    'choose the file',
    'Documents',
    'Add Documents',
    'choose the file there',
    'Confirm',
  ],
  'Attach files of the drive': ['Documents', 'Add Documents', 'choose', 'Confirm'],
  'Write a memory': ['Memories', 'Add Memory', 'write it', 'Save'],
  'Make a key for a client': ['MCP Servers', 'Add MCP Server', 'describe it', 'Generate'],
  'Connect an AI client': [
    'MCP Servers',
    'Add MCP Server',
    'describe it',
    'Generate',
    'copy the address and the secret',
    'paste them into the client’s configuration',
  ],
};

export interface Measured {
  readonly way: string;
  readonly tasks: readonly Task[];
}

/** A table for docs/design.md, and whether each task takes no more steps than elsewhere. */
export function tableOf(measured: readonly Measured[]): { lines: string[]; halved: number; goals: Goal[] } {
  // A browser has no way to the clients of its computer, so the app's own counts where there is one.
  const best = measured.find(({ way }) => way === 'app-pointer') ?? measured[0];
  const tasks = best?.tasks ?? [];
  const rows = tasks.map(({ name, steps, seconds }) => {
    const theirs = documented[name];
    return `| ${name} | ${steps} | ${seconds} | ${theirs === undefined ? 'none given' : theirs.length} |`;
  });
  const compared = tasks.filter(({ name }) => documented[name] !== undefined);
  const longer = compared.filter(({ name, steps }) => steps > (documented[name]?.length ?? 0)).length;
  const halved = compared.filter(({ name, steps }) => steps * 2 <= (documented[name]?.length ?? 0)).length;
  return {
    halved,
    lines: ['| task | steps | seconds | MemoryLake’s steps |', '|---|---|---|---|', ...rows],
    goals: [
      { name: 'tasks with more steps than documented elsewhere', value: longer, goal: 0, met: longer === 0 },
    ],
  };
}
