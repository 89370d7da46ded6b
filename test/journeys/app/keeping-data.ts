/** A project with values and conversations as clients leave them, for the journeys of those screens. */
import type { Keepsake } from '../../harness/keepsake.ts';

/** @returns the project's id */
export async function fillProject({ owner }: Pick<Keepsake, 'owner'>): Promise<string> {
  const { id: projectId } = await owner.createProject({
    name: 'Lighthouse',
    description: 'How the island is run.',
  });
  await writeValues(owner, projectId);
  await writeConversations(owner, projectId);
  await owner.addMemory({ projectId, name: 'Ferry', content: 'The ferry leaves at seven.' });
  return projectId;
}

type Owner = Keepsake['owner'];

async function writeValues(owner: Owner, projectId: string): Promise<void> {
  const set = (namespace: string, key: string, value: unknown, more = {}) =>
    owner.setEntry({ projectId, namespace, key, value, ...more });
  const people = ['ada', 'bo', 'clara', 'dmitri', 'esra', 'farid', 'greta', 'hana'];
  for (const [at, person] of people.entries())
    await set('keeper', `user:${person}:preferences`, {
      theme: at % 2 === 0 ? 'dark' : 'light',
      language: 'en',
      alarms: { storm: true, fog: at % 3 === 0, wind_over_knots: 30 + at },
      watches: ['morning', 'night'].slice(0, 1 + (at % 2)),
    });
  await set('keeper', 'lamp:status', { lit: true, hours: 4211, wick: 'trimmed' });
  await set('keeper', 'lamp:status', { lit: true, hours: 4235, wick: 'trimmed' });
  await set('keeper', 'lamp:status', { lit: false, hours: 4236, wick: 'worn', note: 'order two' });
  await set('keeper', 'task:current', 'Paint the gallery rail before the first frost.');
  await set('keeper', 'session:lock', { by: 'night watch' }, { ttl: 5_400 });
  await set('weather', 'counter:storms', 12);
  const writes = Array.from({ length: 100 }, (_, at) => ({
    op: 'set' as const,
    namespace: 'log',
    key: `day:${String(at + 1).padStart(3, '0')}`,
    value: { wind: at % 12, visibility_km: 5 + (at % 20) },
  }));
  await owner.writeEntries({ projectId, writes });
}

async function writeConversations(owner: Owner, projectId: string): Promise<void> {
  for (const title of ['Winter stores', '', 'Repairing the stairs'])
    await owner.createConversation({ projectId, title });
  const { id: conversationId } = await owner.createConversation({ projectId, title: 'Night watch handover' });
  const messages = Array.from({ length: 130 }, (_, at) => ({
    role: at % 2 === 0 ? ('user' as const) : ('assistant' as const),
    ...(at % 2 === 0 ? { name: 'Ada' } : {}),
    content:
      at % 2 === 0
        ? `Entry ${at + 1}: what did the gauge show at ${at % 12} o’clock?`
        : `It showed ${980 + at} hPa and the wind came from the west.\n\nNothing else was noted.`,
  }));
  await owner.appendMessages({ projectId, conversationId, messages });
  await owner.appendMessages({
    projectId,
    conversationId,
    messages: [
      { role: 'user', name: 'Ada', content: 'Where does the spare wick lie?' },
      {
        role: 'assistant',
        blocks: [
          { type: 'text', text: 'I looked it up in the handbook.' },
          { type: 'tool_call', name: 'search_memory', input: { query: 'spare wick', limit: 5 } },
          { type: 'tool_result', text: 'The spare wick lies in the second drawer of the lamp room.' },
          { type: 'reference', uri: 'keepsake://drive/handbook', title: 'Handbook, page 5' },
          { type: 'text', text: 'It lies in the second drawer of the lamp room.' },
        ],
      },
    ],
  });
  await owner.updateConversation({
    projectId,
    conversationId,
    summary:
      'Ada asked for the gauge of every hour, then for the spare wick: second drawer of the lamp room.',
  });
}
