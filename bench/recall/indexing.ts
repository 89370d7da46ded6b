/** A conversation in an index of its own, without a server: each session a conversation, each turn a message. */
import { createTestProject, type TestProject } from '../../server/search/fixtures.suite.ts';
import type { SearchEngine } from '../../server/search/search.ts';
import type { Conversation } from './dataset.ts';

/** @returns also the id of the turn at each `conv_SESSION#POSITION` */
export function indexConversation(
  engine: SearchEngine,
  conversation: Conversation,
): { project: TestProject; turnOf: ReadonlyMap<string, string> } {
  const project = createTestProject(`prj_${conversation.id}`, engine);
  const turnOf = new Map<string, string>();
  for (const [session, turns] of Map.groupBy(conversation.turns, (turn) => turn.session)) {
    const pieces = turns.map(({ text, speaker, time }) => ({
      text,
      author: speaker,
      role: 'user',
      time,
      place: {},
    }));
    project.put({
      id: `conv_${session}`,
      type: 'message',
      title: '',
      updatedAt: turns[0]?.time ?? 0,
      pieces,
    });
    for (const [position, { id }] of turns.entries()) turnOf.set(`conv_${session}#${position}`, id);
  }
  return { project, turnOf };
}
