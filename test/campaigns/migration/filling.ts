/** A store of very many passages, made from a seed: documents, memories, entries, messages, and files too large for the database. */
import { inLanes } from '../../../cli/demo/access.ts';
import { addDocument } from '../../harness/keepsake.ts';
import type { TestServer } from '../../server/running.ts';

export interface FilledStore {
  readonly projects: readonly string[];
  /** Texts that something was written with. */
  readonly queries: readonly string[];
}

const lanes = 8;
const sectionsPerDocument = 500;
const syllables = ['ka', 'ri', 'to', 'men', 'sol', 'vi', 'dur', 'na', 'pel', 'osh', 'ter', 'lu'] as const;

/** Eight of ten passages are sections of documents; of the rest half are memories, the others entries and messages. */
export async function fillStore(
  { owner }: TestServer,
  passages: number,
  random: () => number,
  report: (line: string) => void,
): Promise<FilledStore> {
  const signal = new AbortController().signal;
  const words = vocabulary(random);
  const text = (length: number) =>
    Array.from({ length }, () => words[skewed(random, words.length)]).join(' ');
  const projects: string[] = [];
  for (const name of ['Large', 'Small'])
    projects.push((await owner.createProject({ name, description: text(5) })).id);
  const [large = '', small = ''] = projects;

  const sections = Math.round(passages * 0.8);
  const perDocument = Math.min(sectionsPerDocument, Math.ceil(sections / 2));
  const documents = Math.ceil(sections / perDocument);
  await inLanes(documents, lanes, signal, async (at) => {
    const count = Math.min(perDocument, sections - at * perDocument);
    const body = Array.from({ length: count }, (_, n) => `## ${text(3)} ${n}\n\n${text(75)}.\n`).join('\n');
    const document = await addDocument(owner, large, `${text(2)} ${at}.md`, Buffer.from(body));
    // A computer that is too busy to read one leaves it with a reason, which goes along like everything.
    if (document.status !== 'okay') report(`document ${at + 1} was not read: ${document.status}`);
    if (at % 20 === 19) report(`${at + 1} of ${documents} documents`);
  });
  const memories = Math.round(passages * 0.1);
  await inLanes(memories, lanes, signal, async (at) => {
    await owner.addMemory({
      projectId: at % 4 === 0 ? small : large,
      content: `${text(12)} ${at}.`,
      tags: [text(1)],
    });
  });
  const entries = Math.round(passages * 0.05);
  await inLanes(entries, lanes, signal, async (at) => {
    const value = { said: text(6), at };
    await owner.setEntry({ projectId: large, namespace: 'notes', key: `${text(1)}/${at}`, value });
  });
  await converse({ owner }, small, passages - sections - memories - entries, text);
  return { projects, queries: Array.from({ length: 12 }, () => text(4)) };
}

async function converse(
  { owner }: Pick<TestServer, 'owner'>,
  projectId: string,
  messages: number,
  text: (length: number) => string,
): Promise<void> {
  const { id: conversationId } = await owner.createConversation({ projectId, title: text(3) });
  for (let done = 0; done < messages; done += 50) {
    const some = Array.from({ length: Math.min(50, messages - done) }, (_, n) => ({
      role: n % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: text(20),
    }));
    await owner.appendMessages({ projectId, conversationId, messages: some });
  }
}

function vocabulary(random: () => number): string[] {
  return Array.from({ length: 3_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join(''),
  );
}

/** Small numbers often, as words are used. */
function skewed(random: () => number, below: number): number {
  return Math.floor(below * random() ** 3);
}
