/**
 * A client writes under review, `--writes N` (500) times, memories and values; nothing of it is recalled by any face before
 * approval, all of it after. Then everything one key wrote is taken back, and what is there is compared with what was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { endWithGoals } from './result.ts';
import { createFaces, markOf } from './review/faces.ts';
import { contentsOf } from './review/contents.ts';
import { describeDataFolder, startServerProcess } from './serving/process.ts';

const { values } = parseArgs({ options: { writes: { type: 'string', default: '500' } } });
const writes = Number(values.writes);

const folder = mkdtempSync(join(tmpdir(), 'keepsake-review-'));
const server = await startServerProcess(describeDataFolder(folder));
const owner = server.client;

async function clientFor(projectId: string) {
  const { id, secret = '' } = await owner.createKey({ description: 'a client', project_ids: [projectId] });
  const client = createClient({
    fetch: createFetch({}),
    baseUrl: server.url,
    token: () => secret,
    newIdempotencyKey: randomUUID,
  });
  return { id, secret, client };
}

/** One write of the client; each carries a mark that is found nowhere else. */
async function write(client: typeof owner, projectId: string, known: readonly string[], at: number) {
  const content = `The lighthouse says ${markOf(at)} at night.`;
  const memoryId = known[at % known.length] ?? '';
  const place = { projectId, namespace: 'watch' };
  if (at % 5 === 1) return client.updateMemory({ projectId, memoryId, content, name: content });
  if (at % 5 === 2) return client.setEntry({ ...place, key: `entry-${markOf(at)}`, value: content });
  if (at % 5 === 3) return client.appendToEntry({ ...place, key: 'log', value: content });
  return client.addMemory({ projectId, content, tags: [markOf(at)] });
}

async function waitingStaysUnseen() {
  const { id: projectId } = await owner.createProject({ name: 'Review' });
  const { client, secret, id: keyId } = await clientFor(projectId);
  const known: string[] = [];
  for (let at = 0; at < 20; at++)
    known.push((await owner.addMemory({ projectId, content: `The keeper knows rule ${at}.` })).id);
  await owner.setReviewSettings({ projectId, required: true });
  const all = Array.from({ length: writes }, (_, at) => at);
  const held: string[] = [];
  for (let from = 0; from < writes; from += 50) {
    const group = all.slice(from, from + 50);
    const answers = await Promise.all(group.map((at) => write(client, projectId, known, at)));
    for (const answer of answers) if (answer.review_id !== undefined) held.push(answer.review_id);
  }
  const faces = createFaces({ url: server.url, secret, client, projectId, known });
  const before = await faces.marksSeen(all);
  const { pending } = await owner.countReviews({});
  // Updates of one memory exclude each other: each is approved over what stands there then.
  const waiting = await owner.decideReviews({ projectId, decision: 'approve', key_id: keyId });
  for (const { id: reviewId } of waiting.failed) {
    const { current } = await owner.getReview({ projectId, reviewId });
    await owner.approveReview({ projectId, reviewId, version: current?.version });
  }
  const after = await faces.marksSeen(all.filter((at) => at % 5 !== 1));
  return { held: held.length, pending, before, after: new Set(Object.values(after).flat()).size };
}

async function rollbackIsExact() {
  const { id: projectId } = await owner.createProject({ name: 'Rollback' });
  const [good, bad] = [await clientFor(projectId), await clientFor(projectId)];
  const known: string[] = [];
  for (let at = 0; at < writes / 5; at++) {
    known.push((await good.client.addMemory({ projectId, content: `Rule ${at} of the good client.` })).id);
    await good.client.setEntry({ projectId, namespace: 'watch', key: `good-${at}`, value: { at } });
  }
  const before = await contentsOf(owner, projectId);
  const since = new Date().toISOString();
  for (let at = 0; at < writes; at++) {
    if (at % 10 === 9) await bad.client.deleteMemory({ projectId, memoryId: known[at % known.length] ?? '' });
    else if (at % 10 === 4)
      await bad.client.setEntry({ projectId, namespace: 'watch', key: `good-${at % 40}`, value: 'spoiled' });
    else await write(bad.client, projectId, known, at).catch(ignoreDeleted);
  }
  const spoiled = await contentsOf(owner, projectId);
  const dry = await owner.rollbackKey({ keyId: bad.id, since, dry_run: true });
  const untouched = (await contentsOf(owner, projectId)) === spoiled;
  const { items } = await owner.rollbackKey({ keyId: bad.id, since });
  const exact = (await contentsOf(owner, projectId)) === before;
  const same = JSON.stringify(items) === JSON.stringify(dry.items);
  return { records: items.length, changed: spoiled !== before, exact, dryRunSaysTheSame: same && untouched };
}

/** The client changes a memory that it has deleted. */
function ignoreDeleted(error: unknown): void {
  if ((error as { code?: string }).code !== 'NOT_FOUND') throw error;
}

try {
  const review = await waitingStaysUnseen();
  const rollback = await rollbackIsExact();
  const seen = Object.values(review.before).flat().length;
  endWithGoals('review', { writes, review: { ...review, seen }, rollback }, [
    { name: 'writes that are held', value: review.held, goal: writes, met: review.held === writes },
    { name: 'held writes that any face recalls before approval', value: seen, goal: 0, met: seen === 0 },
    {
      name: 'writes that are recalled after approval (the control)',
      value: review.after,
      goal: `> ${writes / 2}`,
      met: review.after > writes / 2,
    },
    {
      name: 'a rollback restores exactly what was there, as its dry run says',
      value: Number(rollback.exact && rollback.changed && rollback.dryRunSaysTheSame),
      goal: 1,
      met: rollback.exact && rollback.changed && rollback.dryRunSaysTheSame,
    },
  ]);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
