/** Somebody at one computer who writes at random: memories, values, conversations here; files and folders beside it. */
import { KeepsakeError } from '../../../contract/index.ts';
import { driveDeeds } from './drive-deeds.ts';
import { namespace, type Held } from './held.ts';
import type { Told } from './told.ts';
import type { Computer } from './world.ts';

/** What a deed has to go by. */
export interface Editor {
  readonly computer: Computer;
  readonly told: Told;
  /** What this computer held when all were the same last; what is gone since is no error. */
  readonly held: Held;
  /** Which partition it is: both computers give new things names of it, so that some meet. */
  readonly partition: number;
  /** One of them; the deed has no effect where there is none. */
  pick<T>(all: Iterable<T>): T | undefined;
  chance(share: number): boolean;
  /** A word that stands nowhere else. */
  word(): string;
}

export interface Deed {
  readonly name: string;
  readonly weight: number;
  /** Answers whether it did anything. */
  act(editor: Editor): Promise<boolean>;
}

const mostMemories = 40;
const mostEntries = 16;
const longConversation = 40;

const memoryDeeds: readonly Deed[] = [
  {
    name: 'add_memory',
    weight: 4,
    async act({ computer: { keepsake, project }, held, told, word }) {
      if (held.memories.size > mostMemories) return false;
      const content = `Crate ${word()} came in. It stands by gate ${word()}. It leaves with ${word()}.`;
      const { id, revision } = await keepsake.owner.addMemory({ projectId: project, content });
      told.revisions.push({ kind: 'memory', id, revision });
      return true;
    },
  },
  {
    name: 'edit_memory',
    weight: 5,
    async act({ computer: { keepsake, project }, held, told, word, pick, chance }) {
      const [memoryId, said] = pick(held.memories) ?? [];
      if (memoryId === undefined || said === undefined) return false;
      const sentences = said.split(/(?<=\.) /);
      const at = sentences.indexOf(pick(sentences) ?? '');
      const content = sentences.with(Math.max(at, 0), `It was seen by ${word()}.`).join(' ');
      const tags = chance(0.3) ? { tags: [word()] } : {};
      const edit = { projectId: project, memoryId, content, ...tags };
      const { revision } = await keepsake.owner.updateMemory(edit);
      told.revisions.push({ kind: 'memory', id: memoryId, revision });
      return true;
    },
  },
  {
    name: 'delete_memory',
    weight: 1.5,
    async act({ computer: { keepsake, project }, held, pick }) {
      const memoryId = pick(held.memories.keys());
      if (memoryId === undefined) return false;
      await keepsake.owner.deleteMemory({ projectId: project, memoryId });
      return true;
    },
  },
  {
    name: 'erase_memory',
    weight: 0.4,
    async act({ computer: { keepsake, project }, held, told, pick }) {
      const id = pick(held.memories.keys());
      if (id === undefined) return false;
      const target = { type: 'memory', id, project_id: project } as const;
      await keepsake.owner.erase({ target, confirm: id });
      told.erased.add(id);
      return true;
    },
  },
];

const entryDeeds: readonly Deed[] = [
  {
    name: 'set_entry',
    weight: 4,
    async act({ computer: { keepsake, project, name }, held, told, word, pick, chance, partition }) {
      const known = chance(held.entries.length > mostEntries ? 1 : 0.7) ? pick(held.entries) : undefined;
      const key = known ?? `key ${partition}`;
      const value = chance(0.5) ? word() : { [name]: word() };
      const { revision } = await keepsake.owner.setEntry({ projectId: project, namespace, key, value });
      told.revisions.push({ kind: 'entry', id: key, revision });
      return true;
    },
  },
  {
    name: 'delete_entry',
    weight: 0.7,
    async act({ computer: { keepsake, project }, held, pick }) {
      const key = pick(held.entries);
      if (key === undefined) return false;
      return (await keepsake.owner.deleteEntry({ projectId: project, namespace, key })).deleted;
    },
  },
];

const conversationDeeds: readonly Deed[] = [
  {
    name: 'append_messages',
    weight: 4,
    async act({ computer: { keepsake, project }, held, told, word, pick, partition, chance }) {
      const { owner } = keepsake;
      const short = [...held.conversations].filter(([, count]) => count < longConversation);
      const [known] = (chance(0.9) ? pick(short) : undefined) ?? [];
      const begun = { projectId: project, title: word(), external_id: `chat ${partition}` };
      const conversation = known ?? (await owner.createConversation(begun)).id;
      const messages = Array.from({ length: chance(0.5) ? 1 : 3 }, () => ({
        role: 'user' as const,
        content: word(),
      }));
      await owner.appendMessages({ projectId: project, conversationId: conversation, messages });
      told.messages.push(...messages.map(({ content }) => ({ conversation, content })));
      return true;
    },
  },
  {
    name: 'name_conversation',
    weight: 0.7,
    async act({ computer: { keepsake, project }, held, word, pick }) {
      const conversationId = pick(held.conversations.keys());
      if (conversationId === undefined) return false;
      await keepsake.owner.updateConversation({ projectId: project, conversationId, title: word() });
      return true;
    },
  },
];

const deeds = [...memoryDeeds, ...entryDeeds, ...conversationDeeds, ...driveDeeds];
const weights = deeds.reduce((sum, { weight }) => sum + weight, 0);

/** Something is not there any more, or not as it was; a folder cannot be moved below itself. */
const passing = [
  'NOT_FOUND',
  'STATE_NOT_READY',
  'VERSION_CONFLICT',
  'DRIVE_ITEM_CONFLICT',
  'VALIDATION_ERROR',
];

export interface EditorOptions extends Pick<Editor, 'computer' | 'told' | 'held' | 'partition'> {
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** One deed. @throws what no partition explains; a server that a kill ended is passed over */
export async function doSomething({ random, ...given }: EditorOptions): Promise<void> {
  let at = random() * weights;
  const { name, act } = deeds.find(({ weight }) => (at -= weight) < 0) ?? deeds[0]!;
  const editor: Editor = {
    ...given,
    pick(all) {
      const some = [...all];
      return some[Math.floor(random() * some.length)];
    },
    chance: (share) => random() < share,
    word: () => `w${Math.floor(random() * 2 ** 45).toString(36)}`,
  };
  const { told } = given;
  try {
    if (await act(editor)) told.counts[name] = (told.counts[name] ?? 0) + 1;
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    if (error.code === 'UNAVAILABLE') told.unanswered++;
    else if (!passing.includes(error.code)) throw new Error(`${name} failed`, { cause: error });
  }
}
