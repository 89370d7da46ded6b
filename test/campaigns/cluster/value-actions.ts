/** What clients do with values: set, compare and set, count, append, remove and read, some of it by tools of MCP. */
import { noteCall, noteWritten, observe, pick, type Actor } from './actor.ts';
import { counterKeys, listKeys, namespace, valueKeys } from './world.ts';

const nameOf = ({ place }: Actor, key: string) => `${key} of ${place.projectId}`;
const placeOf = ({ place }: Actor, key: string) => ({ projectId: place.projectId, namespace, key });
const versionOf = ({ version }: { version: number }) => ({ version });
const anyOf = (keys: readonly string[], { random }: Actor) => pick(keys, random) ?? '';

export async function setValue(actor: Actor): Promise<void> {
  const key = anyOf(valueKeys, actor);
  const value = actor.newToken();
  const outcome = await observe(actor, 'set a value', [], () =>
    actor.caller.api.setEntry({ ...placeOf(actor, key), value }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'set', value }, outcome, versionOf);
  noteWritten(actor, outcome);
}

export async function setValueByTool(actor: Actor): Promise<void> {
  const key = anyOf(valueKeys, actor);
  const value = actor.newToken();
  const outcome = await observe(actor, 'set a value by a tool', [], () =>
    actor.caller.tool('kv_set', { namespace, key, value }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'set', value }, outcome, ({ version }) => ({
    version: version as number,
  }));
}

/** Reads, and writes only over what it has read. */
export async function compareAndSet(actor: Actor): Promise<void> {
  const key = anyOf(valueKeys, actor);
  const version = (await readValue(actor, key)) ?? 0;
  const value = actor.newToken();
  const outcome = await observe(actor, 'compare and set', ['VERSION_CONFLICT'], () =>
    actor.caller.api.setEntry({ ...placeOf(actor, key), value, version }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'set', value, version }, outcome, versionOf);
  noteWritten(actor, outcome);
}

export async function count(actor: Actor): Promise<void> {
  const key = anyOf(counterKeys, actor);
  const by = 1 + Math.floor(actor.random() * 5);
  const outcome = await observe(actor, 'count', [], () =>
    actor.caller.api.incrementEntry({ ...placeOf(actor, key), by }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'increment', by }, outcome, ({ value, version }) => ({
    value,
    version,
  }));
  noteWritten(actor, outcome);
}

export async function appendValue(actor: Actor): Promise<void> {
  const key = anyOf(listKeys, actor);
  const value = actor.newToken();
  const outcome = await observe(actor, 'append', [], () =>
    actor.caller.api.appendToEntry({ ...placeOf(actor, key), value }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'append', value }, outcome, versionOf);
  noteWritten(actor, outcome);
}

export async function removeValue(actor: Actor): Promise<void> {
  const key = anyOf([...valueKeys, ...counterKeys, ...listKeys], actor);
  const outcome = await observe(actor, 'remove a value', [], () =>
    actor.caller.api.deleteEntry(placeOf(actor, key)),
  );
  noteCall(actor, nameOf(actor, key), { op: 'delete' }, outcome, ({ deleted }) => ({ deleted }));
}

export async function getValue(actor: Actor): Promise<void> {
  const key = anyOf([...valueKeys, ...counterKeys, ...listKeys], actor);
  if (actor.random() < 0.7) await readValue(actor, key);
  else await readValueByTool(actor, key);
}

/** @returns its version, if there is one */
export async function readValue(actor: Actor, key: string): Promise<number | undefined> {
  const outcome = await observe(actor, 'read a value', ['NOT_FOUND'], () =>
    actor.caller.api.getEntry(placeOf(actor, key)),
  );
  noteCall(actor, nameOf(actor, key), { op: 'get' }, outcome, ({ value, version }) => ({ value, version }));
  return outcome.answer?.version;
}

async function readValueByTool(actor: Actor, key: string): Promise<void> {
  const outcome = await observe(actor, 'read a value by a tool', [], () =>
    actor.caller.tool('kv_get', { namespace, key }),
  );
  noteCall(actor, nameOf(actor, key), { op: 'get' }, outcome, ({ found, value, version }) =>
    found === true ? { value, version: version as number } : { missing: true },
  );
}
