/** Tables of the documentation that tests write and check: each stands between two comments that name it. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Fails unless the table named `name` in a file of the project holds these rows; `KEEPSAKE_WRITE_DOCS=1` writes it. */
export async function expectTable(
  path: string,
  name: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const text = await readFile(file, 'utf8');
  const [before = '', rest = ''] = text.split(`<!-- ${name} -->\n`);
  const [there = '', after = ''] = rest.split(`<!-- /${name} -->`);
  const code = (cell: string) => `\`\`${cell.replaceAll('|', '\\|').replaceAll('``', '` `')}\`\``;
  const lines = [header, header.map(() => '---'), ...rows.map((row) => row.map(code))];
  const table = `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`;
  if (process.env['KEEPSAKE_WRITE_DOCS'] === '1')
    await writeFile(file, `${before}<!-- ${name} -->\n${table}<!-- /${name} -->${after}`);
  else expect(there).toBe(table);
}
