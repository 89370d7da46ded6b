/** A week of somebody's work at one computer: memories and edits of them, values, what was said, and files. */
import { randomBytes } from 'node:crypto';
import { FormData } from 'undici';
import { namespace } from './held.ts';
import type { Computer } from './world.ts';

/** Changes that one computer writes at once. */
const writersAtOnce = 20;

/** Of what may come in a text, so that texts differ from each other as people's do. */
const words = Array.from({ length: 4_000 }, (_, n) => syllables(n * 7_919));

function syllables(seed: number): string {
  const [heads, tails] = [
    ['b', 'st', 'k', 'm', 'tr', 'l', 'pr', 's', 'v', 'g'],
    ['a', 'o', 'en', 'ir', 'u', 'al', 'es', 'i'],
  ];
  let [word, left] = ['', seed % 640_000];
  do {
    word += `${heads[left % 10]}${tails[Math.floor(left / 10) % 8]}`;
    left = Math.floor(left / 80);
  } while (left > 0);
  return word;
}

/** Common words come often, as in languages. */
function text(random: () => number, count: number): string {
  const pick = (): string => words[Math.floor(words.length * random() ** 3)] ?? '';
  const sentence = (): string => `${Array.from({ length: 12 }, pick).join(' ')}.`;
  return Array.from({ length: Math.ceil(count / 12) }, sentence).join(' ');
}

/** Of ten changes six are new memories, two edit one, one is a value, one a message. */
export async function writeChanges(
  { keepsake: { owner }, project }: Computer,
  count: number,
  random: () => number,
): Promise<void> {
  const projectId = project;
  const { id: conversationId } = await owner.createConversation({ projectId, title: text(random, 3) });
  const memories: string[] = [];
  const content = (): string => text(random, 60);
  async function change(n: number): Promise<void> {
    const memoryId = memories[Math.floor(random() * memories.length)];
    if (n % 10 === 0) {
      const key = `key ${Math.floor(random() * 1_000)}`;
      await owner.setEntry({ projectId, namespace, key, value: { note: text(random, 12), count: n } });
    } else if (n % 10 === 1) {
      const messages = [{ role: 'user' as const, content: text(random, 24) }];
      await owner.appendMessages({ projectId, conversationId, messages });
    } else if (n % 10 <= 3 && memoryId !== undefined)
      await owner.updateMemory({ projectId, memoryId, content: content() });
    else memories.push((await owner.addMemory({ projectId, content: content() })).id);
  }
  for (let n = 0; n < count; n += writersAtOnce)
    await Promise.all(Array.from({ length: Math.min(writersAtOnce, count - n) }, (_, m) => change(n + m)));
}

const photoBytes = 1_000_000;
/** Of a text that is read and indexed on each side. */
const noteWords = 4_000;

/** Files that nothing makes smaller, and one text in ten, attached to the project. @returns the files */
export async function writeFiles(
  computer: Computer,
  megabytes: number,
  random: () => number,
): Promise<string[]> {
  const { keepsake, project, root, name } = computer;
  const { owner } = keepsake;
  const folder = await owner.createFolder({ itemId: root, name: `of ${name}`, on_conflict: 'rename' });
  const put = async (file: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> => {
    const form = new FormData();
    form.set('file', new Blob([content]), file);
    const { item } = await owner.uploadFile({ itemId: folder.id, on_conflict: 'rename' }, { form });
    return item.id;
  };
  const files: string[] = [];
  const notes: string[] = [];
  for (let n = 0; n < megabytes; n++) {
    files.push(await put(`${n}.jpg`, new Uint8Array(randomBytes(photoBytes))));
    if (n % 10 === 0) notes.push(await put(`${n}.md`, text(random, noteWords)));
  }
  for (let at = 0; at < notes.length; at += 100)
    await owner.addDocuments({ projectId: project, item_ids: notes.slice(at, at + 100) });
  return [...files, ...notes];
}
