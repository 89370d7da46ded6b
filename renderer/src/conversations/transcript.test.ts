/** A conversation as Markdown: who said what, tools and all, and nothing breaks out of its fence. */
import { expect, test } from 'vitest';
import type { Conversation, Message } from '../../../contract/index.ts';
import { inJson, inMarkdown } from './transcript.ts';

const conversation: Conversation = {
  id: 'conv_1',
  project_id: 'prj_1',
  title: 'Ferry times',
  messages: 2,
  first: 0,
  summary: { text: 'About the ferry.\nSeven.', up_to: 2, updated_at: '2026-11-21T09:00:00.000Z' },
  retention_days: null,
  created_by: { type: 'owner' },
  created_at: '2026-11-21T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
};

function message(fields: Partial<Message>): Message {
  return {
    id: 'msg_1',
    conversation_id: 'conv_1',
    position: 0,
    role: 'user',
    content: '',
    time: '2026-11-21T09:00:00.000Z',
    created_by: { type: 'owner' },
    ...fields,
  };
}

test('people read title, summary, speakers and words', () => {
  const text = inMarkdown(conversation, [message({ content: 'When?', name: 'Ada' })]);
  expect(text).toBe(
    '# Ferry times\n\n> About the ferry.\n> Seven.\n\n## Ada (user), 2026-11-21T09:00:00.000Z\n\nWhen?\n',
  );
});

test('a tool’s answer with backticks stays in its fence', () => {
  const text = inMarkdown({ ...conversation, title: '' }, [
    message({
      role: 'tool',
      blocks: [
        { type: 'tool_call', name: 'times', input: { day: 'Monday' } },
        { type: 'tool_result', text: 'a\n```\nb' },
        { type: 'reference', uri: 'https://example.org/a>b', title: 'The [plan]' },
      ],
    }),
  ]);
  expect(text).toContain('# Conversation\n');
  expect(text).toContain('**times**\n\n```json\n{\n  "day": "Monday"\n}\n```');
  expect(text).toContain('````\na\n```\nb\n````');
  expect(text).toContain('[The plan](<https://example.org/ab>)');
});

test('programs read everything', () => {
  const read: unknown = JSON.parse(inJson(conversation, [message({ content: 'x' })]));
  expect(read).toEqual({ conversation, messages: [message({ content: 'x' })] });
});
