/** `keepsake review`, `keepsake conflicts` and `keepsake key rollback`. */
import type { Conflict, Review } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';

export interface ReviewOptions {
  project?: string;
}

export interface DecideOptions extends ReviewOptions {
  all?: boolean;
  key?: string;
  content?: string;
}

export interface ResolveOptions extends ReviewOptions {
  keep?: string;
  both?: boolean;
  content?: string;
}

export interface RollbackOptions {
  since: string;
  dryRun?: boolean;
  includeChanged?: boolean;
}

export interface SettingsOptions extends ReviewOptions {
  key?: string;
  secrets?: 'redact' | 'hold' | 'allow';
}

async function open({ project }: ReviewOptions) {
  const { client } = await openSession();
  return { client, projectId: (await findProject(client, project)).id };
}

export async function listReviews(options: ReviewOptions, output: Output): Promise<void> {
  const { client, projectId } = await open(options);
  const items = await everyPage((page) => client.listReviews({ projectId, page, page_size: 100 }));
  output.result(items, items.length === 0 ? ['Nothing waits for approval.'] : items.flatMap(showReview));
}

export async function decideReviews(
  decision: 'approve' | 'reject',
  ids: readonly string[],
  { all = false, key, content, ...options }: DecideOptions,
  output: Output,
): Promise<void> {
  const { client, projectId } = await open(options);
  if (content !== undefined && ids.length === 1) {
    const review = await client.approveReview({ projectId, reviewId: ids[0] ?? '', content });
    output.result(review, [`Approved ${review.id} with the text given.`]);
    return;
  }
  if (ids.length === 0 && !all && key === undefined) {
    output.result({ decided: 0, failed: [] }, ['Name the writes, or give --all or --key.']);
    process.exitCode = 2;
    return;
  }
  const review_ids = ids.length === 0 ? undefined : [...ids];
  const result = await client.decideReviews({ projectId, decision, review_ids, key_id: key });
  const done = decision === 'approve' ? 'Approved' : 'Rejected';
  const failed = result.failed.map(({ id, message }) => `✗ ${id}: ${message}`);
  output.result(result, [`${done} ${result.decided}.`, ...failed]);
  if (result.failed.length > 0) process.exitCode = 1;
}

/** Turns review on or off, for a project or for one key. */
export async function setReview(
  required: boolean,
  { key, secrets, ...options }: SettingsOptions,
  output: Output,
): Promise<void> {
  const { client, projectId } = await open(options);
  const waits = required ? 'waits for your approval from now on' : 'is written at once from now on';
  if (key === undefined) {
    const settings = await client.setReviewSettings({ projectId, required, secrets });
    output.result(settings, [`What clients write ${waits} (secrets: ${settings.secrets}).`]);
    return;
  }
  output.result(await client.setKeyReview({ keyId: key, required }), [`What ${key} writes ${waits}.`]);
}

function showReview({
  id,
  action,
  memory_id,
  namespace,
  key,
  proposed,
  value,
  flags,
  written_by,
}: Review): string[] {
  const what = memory_id ?? `${namespace}/${key}`;
  const by = written_by.name ?? written_by.key_id ?? written_by.type;
  const noticed = flags.map((flag) => `${flag.kind}: ${flag.what}`).join(', ');
  const text = proposed?.content ?? (value === undefined ? '' : JSON.stringify(value));
  return [
    `${id}  ${action} ${what}  by ${by}${noticed === '' ? '' : `  ! ${noticed}`}`,
    ...(text === '' || action === 'delete' ? [] : text.split('\n').map((line) => `   ${line}`)),
  ];
}

export async function listConflicts(options: ReviewOptions, output: Output): Promise<void> {
  const { client, projectId } = await open(options);
  const items = await everyPage((page) => client.listConflicts({ projectId, page, page_size: 100 }));
  output.result(items, items.length === 0 ? ['No conflicts.'] : items.flatMap(showConflict));
}

function showConflict({ id, subject, attribute, sides }: Conflict): string[] {
  const topic = subject === '' ? attribute : `${attribute} of ${subject}`;
  return [
    `${id}  ${topic}`,
    ...sides.map(({ value, memory, document }) => {
      const [source, name] = [memory?.id ?? document?.id ?? '', memory?.name ?? document?.name ?? ''];
      return `   ${value}  (${source}: ${name})`;
    }),
  ];
}

export async function resolveConflict(
  id: string,
  { keep, both = false, content, ...options }: ResolveOptions,
  output: Output,
): Promise<void> {
  const { client, projectId } = await open(options);
  const resolution = both ? 'both' : content === undefined ? 'keep' : 'edit';
  const resolved = await client.resolveConflict({ projectId, conflictId: id, resolution, keep, content });
  output.result(resolved, [`Resolved ${id}: ${both ? 'both stay' : `${keep} stays`}.`]);
}

export async function rollbackKey(
  id: string,
  { since, dryRun = false, includeChanged = false }: RollbackOptions,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  const given = { keyId: id, since, dry_run: dryRun, include_changed: includeChanged };
  const result = await client.rollbackKey(given);
  const verb = dryRun ? 'would be ' : '';
  const lines = result.items.map(({ kind, id: record, action, why }) =>
    action === 'left' ? `${record}  ${kind} is left: ${why}` : `${record}  ${kind} ${verb}${action}`,
  );
  output.result(result, lines.length === 0 ? ['There is nothing to take back.'] : lines);
}

async function everyPage<T>(
  page: (page: number) => Promise<{ items: T[]; pagination: { total_pages: number } }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let at = 1; ; at++) {
    const { items, pagination } = await page(at);
    all.push(...items);
    if (at >= pagination.total_pages) return all;
  }
}
