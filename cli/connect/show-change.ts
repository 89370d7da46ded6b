/** A change of a file as people read it: which lines go and which come. */
import { structuredPatch } from 'diff';
import { backupPath, type Change } from './config-file.ts';

/** Few lines around it: what else stands in a client's file is not Keepsake's to show. */
const context = 1;

export function showChange({ path, before, after, backup }: Change): string[] {
  if (after === undefined) return [`Delete ${path}, which Keepsake made.`];
  if (before === after) return [];
  const head = before === undefined ? `New file ${path}:` : `Change ${path}:`;
  const { hunks } = structuredPatch('', '', before ?? '', after, '', '', { context });
  const lines = hunks.flatMap(({ oldStart, lines: changed }) => [
    `  @@ line ${oldStart}`,
    ...changed.map(line),
  ]);
  return [head, ...lines, ...(backup === 'make' ? [`  A copy of it is kept as ${backupPath(path)}.`] : [])];
}

function line(text: string): string {
  return `  ${text.replace(/\r$/, '').replace('\uFEFF', '')}`;
}
