/** Memories of other products: mem0, `server-memory`, MemoryLake, and values of BotWire; and notes in Markdown. */
import { z } from 'zod';
import { anyTime, fault, type Fault, type ForeignMemory, type ForeignValue } from './thing.ts';

const mem0 = z.object({
  id: z.string(),
  memory: z.string().min(1),
  categories: z.array(z.string()).nullish(),
  user_id: z.string().nullish(),
  created_at: anyTime,
});

/** As mem0's `get_all` and its export give it. */
export function readMem0(value: unknown, where: string): ForeignMemory | Fault {
  const parsed = mem0.safeParse(value);
  if (!parsed.success) return fault(where);
  const { id, memory: content, categories, created_at: at } = parsed.data;
  return { type: 'memory', key: id, content, tags: categories ?? [], at };
}

const memoryLake = z.object({
  id: z.string(),
  name: z.string().nullish(),
  content: z.string().min(1),
  created_at: anyTime,
});

/** As MemoryLake's `GET /projects/{id}/memories` lists it. */
export function readMemoryLake(value: unknown, where: string): ForeignMemory | Fault {
  const parsed = memoryLake.safeParse(value);
  if (!parsed.success) return fault(where);
  const { id, name, content, created_at: at } = parsed.data;
  return { type: 'memory', key: id, name: name ?? undefined, content, tags: [], at };
}

const botWire = z.object({ namespace: z.string(), key: z.string(), value: z.string() });

/** As BotWire's `GET /memory/{ns}/{key}` answers. */
export function readBotWire(value: unknown, where: string): ForeignValue | Fault {
  const parsed = botWire.safeParse(value);
  return parsed.success ? { type: 'value', ...parsed.data } : fault(where);
}

const graph = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entity'),
    name: z.string().min(1),
    entityType: z.string(),
    observations: z.array(z.string()),
  }),
  z.object({ type: z.literal('relation'), from: z.string(), to: z.string(), relationType: z.string() }),
]);

/** Entities of `server-memory`'s file, each with the relations that begin at it. */
export async function* readGraph(
  lines: AsyncIterable<{ value: unknown; where: string }>,
): AsyncGenerator<ForeignMemory | Fault> {
  const entities = new Map<string, { kind: string; facts: string[] }>();
  const relations: { from: string; fact: string; where: string }[] = [];
  for await (const { value, where } of lines) {
    const parsed = graph.safeParse(value);
    if (!parsed.success) yield fault(where);
    else if (parsed.data.type === 'entity')
      entities.set(parsed.data.name, { kind: parsed.data.entityType, facts: [...parsed.data.observations] });
    else {
      const { from, relationType, to } = parsed.data;
      relations.push({ from, fact: `${from} ${relationType} ${to}`, where });
    }
  }
  for (const { from, fact, where } of relations) {
    const entity = entities.get(from);
    if (entity === undefined) yield fault(where, 'The entity that the relation begins at is missing.');
    else entity.facts.push(fact);
  }
  for (const [name, { kind, facts }] of entities) {
    const content = [`${name} (${kind})`, ...facts.map((one) => `- ${one}`)].join('\n');
    yield { type: 'memory', key: name, name, content, tags: kind === '' ? [] : [kind] };
  }
}

/** A note: its front matter stays in the text, its title is its name. */
export function readNote(text: string, path: string): ForeignMemory | Fault {
  const body = text.replace(/^\uFEFF/, '').trim();
  if (body === '') return fault(path, 'It is empty.');
  const front = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(body);
  const rest = front === null ? body : body.slice(front[0].length).trim();
  const titled =
    /^(?:name|title): *"?(.+?)"? *$/m.exec(front?.[1] ?? '')?.[1] ?? /^# +(.+)$/m.exec(rest)?.[1];
  const file = path
    .split('/')
    .at(-1)
    ?.replace(/\.(md|markdown)$/i, '');
  return { type: 'memory', key: path, name: titled ?? file, content: body, tags: [] };
}
