/** What is compared: Keepsake through its API, and three full-text engines that people use in its place. */
import { create, insertMultiple, search as searchOrama } from '@orama/orama';
import Database from 'better-sqlite3-multiple-ciphers';
import MiniSearch from 'minisearch';
import type { Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import type { Conversation, Turn } from './dataset.ts';

export interface System {
  readonly name: string;
  /** Takes a conversation in and returns how it is searched: ids of turns, best first. */
  open(conversation: Conversation): Promise<(question: string) => Promise<string[]>>;
}

/** Results asked of each. */
const wanted = 150;
const perPage = 50;

/** Each session becomes a conversation of a project; each turn a message with its speaker and time. */
export function keepsake(client: Client<Response>): System {
  return {
    name: 'keepsake',
    async open(conversation) {
      const { id: projectId } = await client.createProject({ name: conversation.id });
      const turnOf = new Map<string, string>();
      for (const [session, turns] of bySession(conversation)) {
        const { id: conversationId } = await client.createConversation({
          projectId,
          title: '',
          external_id: session,
        });
        const messages = turns.map(({ speaker, text, time }) => {
          const said = new Date(time).toISOString();
          return { role: 'user' as const, name: speaker, content: text, time: said };
        });
        await client.appendMessages({ projectId, conversationId, messages });
        for (const [position, { id }] of turns.entries()) turnOf.set(`${conversationId}#${position}`, id);
      }
      return async (query) => {
        const found: string[] = [];
        for (let offset = 0; offset < wanted; offset += perPage) {
          const { results } = await client.search({
            query,
            limit: perPage,
            offset,
            project_ids: [projectId],
          });
          found.push(...results.map(({ id }) => turnOf.get(id) as string));
          if (results.length < perPage) break;
        }
        return found;
      };
    },
  };
}

function bySession({ turns }: Conversation): Map<string, Turn[]> {
  return Map.groupBy(turns, ({ session }) => session);
}

/** SQLite's FTS5 with its Porter stemmer; any word of the question may match. */
export const fts5: System = {
  name: 'fts5 porter',
  open({ turns }) {
    const database = new Database(':memory:');
    database.exec(`CREATE VIRTUAL TABLE turn USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')`);
    const insert = database.prepare('INSERT INTO turn (id, text) VALUES (?, ?)');
    for (const { id, speaker, text } of turns) insert.run(id, `${speaker}: ${text}`);
    const find = database
      .prepare('SELECT id FROM turn WHERE turn MATCH ? ORDER BY bm25(turn) LIMIT ?')
      .pluck();
    return Promise.resolve((question) => {
      const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
      const expression = words.map((word) => `"${word}"`).join(' OR ');
      return Promise.resolve(expression === '' ? [] : (find.all(expression, wanted) as string[]));
    });
  },
};

export const miniSearch: System = {
  name: 'minisearch',
  open({ turns }) {
    const index = new MiniSearch<{ id: string; text: string }>({ fields: ['text'] });
    index.addAll(turns.map(({ id, speaker, text }) => ({ id, text: `${speaker}: ${text}` })));
    return Promise.resolve((question) =>
      Promise.resolve(
        index
          .search(question)
          .slice(0, wanted)
          .map(({ id }) => String(id)),
      ),
    );
  },
};

export const orama: System = {
  name: 'orama',
  async open({ turns }) {
    const index = create({
      schema: { turn: 'string', text: 'string' } as const,
      components: { tokenizer: { language: 'english', stemming: true } },
    });
    const items = turns.map(({ id, speaker, text }) => ({ turn: id, text: `${speaker}: ${text}` }));
    await insertMultiple(index, items);
    return async (question) => {
      const { hits } = await searchOrama(index, { term: question, properties: ['text'], limit: wanted });
      return hits.map(({ document }) => document.turn);
    };
  },
};
