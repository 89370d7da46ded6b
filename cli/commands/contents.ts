/** `keepsake remember` and `keepsake search`. */
import type { Citation, Passage } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';

export interface RememberOptions {
  name?: string;
  tag?: string[];
  branch?: string;
  project?: string;
}

export interface SearchOptions {
  limit: number;
  tokenBudget?: number;
  project?: string;
}

export async function remember(text: string, options: RememberOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const project = await findProject(client, options.project);
  const memory = await client.addMemory({
    projectId: project.id,
    content: text,
    name: options.name,
    tags: options.tag ?? [],
    branch: options.branch,
  });
  const done = memory.outcome === 'duplicate' ? 'Written down already' : 'Remembered';
  const where = options.branch === undefined ? '' : ` on branch ${options.branch}`;
  output.result(memory, [`${done} in ${project.name}${where}: ${memory.name} (${memory.id}).`]);
}

export async function search(query: string, options: SearchOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const project_ids =
    options.project === undefined ? undefined : [(await findProject(client, options.project)).id];
  const found = await client.search({
    query,
    limit: options.limit,
    token_budget: options.tokenBudget,
    project_ids,
  });
  const lines = found.results.length === 0 ? ['Nothing found.'] : found.results.flatMap(showPassage);
  const notice = 'The embedding model did not answer: only words were searched.';
  output.result(found, found.vectors === 'unavailable' ? [...lines, notice] : lines);
}

function showPassage({ title, citation, text, id }: Passage, index: number): string[] {
  const place = showCitation(citation);
  return [
    `${index + 1}. ${title}${place === '' ? '' : `, ${place}`}  [${id}]`,
    ...text.split('\n').map((line) => `   ${line}`),
    '',
  ];
}

/** A citation in words, such as `page 3, Heading`. */
function showCitation(citation: Citation): string {
  const { page, page_label, sheet, cells, slide, notes, chapter, headings, line_start, line_end } = citation;
  const lines = line_end === undefined || line_end === line_start ? '' : `–${line_end}`;
  return [
    page === undefined ? '' : `page ${page}${page_label === undefined ? '' : ` (${page_label})`}`,
    sheet === undefined ? '' : `sheet ${sheet}`,
    cells ?? '',
    slide === undefined ? '' : `slide ${slide}${notes ? ' (notes)' : ''}`,
    chapter ?? '',
    headings?.join(' › ') ?? '',
    line_start === undefined ? '' : `${lines === '' ? 'line' : 'lines'} ${line_start}${lines}`,
    citation.ocr ? 'recognised from a picture' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
