/** What clients do with what grows: conversations, files of the drive, and the list of commits. */
import { createHash } from 'node:crypto';
import { FormData } from 'undici';
import { noteCall, observe, pick, type Actor } from './actor.ts';

const mostMessages = 200;
const mostChanges = 500;
/** Larger files lie in the object store, smaller ones in the database. */
const fileBytes = [300, 20_000, 300_000];

export async function appendMessage(actor: Actor): Promise<void> {
  const { place, caller, random, record } = actor;
  const conversationId = pick(place.conversations, random) ?? '';
  const token = actor.newToken();
  const messages = [{ role: 'user' as const, content: token }];
  const { start, end, answer } = await observe(actor, 'append a message', [], () =>
    caller.api.appendMessages({ projectId: place.projectId, conversationId, messages }),
  );
  const position = answer?.items[0]?.position;
  record.events.push({
    about: 'appended',
    log: conversationId,
    token,
    start,
    end,
    ...(position === undefined ? {} : { position }),
  });
}

export async function readConversation({ place, ...actor }: Actor): Promise<void> {
  const log = pick(place.conversations, actor.random) ?? '';
  const { start, end, answer } = await observe(actor, 'read a conversation', [], () =>
    actor.caller.api.readMessages({ projectId: place.projectId, conversationId: log, limit: 50 }),
  );
  if (answer === undefined) return;
  const items = answer.items.map(({ position, content }) => ({ position, token: content }));
  actor.record.events.push({ about: 'log', log, items, total: answer.total, start, end });
}

/** The whole of it, from its first message. */
export async function readWholeConversation(actor: Actor, log: string): Promise<void> {
  const { projectId } = actor.place;
  const all: { position: number; token: string }[] = [];
  const { start, end, answer } = await observe(actor, 'read a whole conversation', [], async () => {
    for (;;) {
      const page = { after: all.length - 1, limit: mostMessages };
      const { items, total } = await actor.caller.api.readMessages({
        projectId,
        conversationId: log,
        ...page,
      });
      all.push(...items.map(({ position, content }) => ({ position, token: content })));
      if (items.length < mostMessages) return total;
    }
  });
  if (answer !== undefined)
    actor.record.events.push({ about: 'log', log, items: all, total: answer, start, end });
}

const fileKey = (name: string) => `file ${name}`;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

export async function upload(actor: Actor): Promise<void> {
  const { place, owner, random, record } = actor;
  const token = actor.newToken();
  const name = `${token}.bin`;
  const content = token.repeat(Math.ceil((pick(fileBytes, random) ?? 1) / token.length));
  const form = new FormData();
  form.set('file', new Blob([content]), name);
  const outcome = await observe(actor, 'upload', [], () =>
    owner.api.uploadFile({ itemId: place.folderId, name }, { form }),
  );
  const { start, end, answer } = outcome;
  record.events.push({ about: 'added', set: `files of ${place.folderId}`, token: name, start, end });
  noteCall(actor, fileKey(name), { op: 'set', value: digest(content) }, outcome, () => ({}));
  if (answer !== undefined) place.files.push({ id: answer.item.id, name });
}

export async function download(actor: Actor): Promise<void> {
  const file = pick(actor.place.files, actor.random);
  if (file !== undefined) await readFile(actor, file);
}

export async function readFile(actor: Actor, { id, name }: { id: string; name: string }): Promise<void> {
  const outcome = await observe(actor, 'download', ['NOT_FOUND'], async () =>
    digest(await (await actor.owner.files.downloadItem({ itemId: id })).text()),
  );
  noteCall(actor, fileKey(name), { op: 'get' }, outcome, (value) => ({ value }));
}

/** Commits after one that is known. */
export async function readChanges({ place, ...actor }: Actor): Promise<void> {
  const { projectId } = place;
  const after = Math.max(0, place.head - Math.floor(actor.random() * 40));
  const { start, end, answer } = await observe(actor, 'read changes', [], () =>
    actor.caller.api.listChanges({ projectId, after, limit: mostChanges }),
  );
  if (answer === undefined) return;
  const { head } = answer;
  place.head = Math.max(place.head, head);
  const commits = answer.changes.map(commitOf);
  actor.record.events.push({ about: 'changes', project: projectId, after, head, commits, start, end });
}

/** Every commit from the first, once nobody writes any more. */
export async function readAllChanges({ place, ...actor }: Actor): Promise<void> {
  const { projectId } = place;
  const commits: Commit[] = [];
  const { start, end, answer } = await observe(actor, 'read all changes', [], async () => {
    for (;;) {
      const after = commits.at(-1)?.seq ?? 0;
      const { changes, head } = await actor.caller.api.listChanges({ projectId, after, limit: mostChanges });
      commits.push(...changes.map(commitOf));
      if (changes.length < mostChanges) return head;
    }
  });
  if (answer === undefined) return;
  const whole = { after: 0, head: answer, commits, isWhole: true } as const;
  actor.record.events.push({ about: 'changes', project: projectId, ...whole, start, end });
}

interface Commit {
  readonly seq: number;
  readonly revisions: readonly string[];
}

function commitOf({ seq, records }: { seq: number; records: readonly { revision: string }[] }): Commit {
  return { seq, revisions: records.map(({ revision }) => revision) };
}
