/** Conversations and messages as a device writes them, each conversation with its count and the rows by which it is found. */
import { newId } from '../../../local/ids.ts';
import { messagePut, type MessagePayload } from '../../services/appending.ts';
import type { Operation, Put, Scope, StoredRecord } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { countedConversation } from './conversing.ts';
import { expectation, madeElsewhere, type WritingDependencies } from './lines.ts';

/** What is written in one commit. */
export interface Laid {
  /** The newest version of each, for no more is kept. */
  readonly conversations: readonly Version[];
  readonly messages: readonly Version[];
  /** Messages that stand elsewhere from now on. */
  readonly moved: readonly Version[];
}

/** Operations of one commit. Messages hold the positions that they shall have. */
export async function layOperations(
  dependencies: WritingDependencies,
  scope: Scope,
  { conversations, messages, moved }: Laid,
  at: number,
): Promise<Operation[]> {
  const { store } = dependencies;
  const tips = new Map(conversations.map((version) => [version.id, version]));
  const before = new Map<string, StoredRecord | undefined>();
  for (const { id } of [...messages, ...moved]) before.set(id, await store.get(scope, 'message', id));
  const puts = [
    ...messages.map((version) => takenPut(version, before.get(version.id))),
    ...moved.map((version) => movedPut(version, before.get(version.id))),
  ];
  const said = Map.groupBy(puts, ({ parent = '' }) => parent);
  const operations: Operation[] = [];
  for (const id of new Set([...tips.keys(), ...said.keys()])) {
    const tip = tips.get(id);
    const own = said.get(id) ?? [];
    const line = {
      before: await store.get(scope, 'conversation', id),
      versions: tip === undefined ? [] : [tip],
    };
    const counted = await countedConversation(dependencies, scope, { id, line, puts: own }, at);
    operations.push(...own, ...counted);
  }
  return operations;
}

/** Of messages only the newest version is kept: the earlier ones stood at other positions. */
function takenPut(version: Version, before: StoredRecord | undefined): Put {
  return {
    ...messagePut(version.id, version.payload as unknown as MessagePayload),
    state: version.state,
    expect: expectation(before, 0),
    history: false,
    ...madeElsewhere(version),
  };
}

function movedPut(version: Version, before: StoredRecord | undefined): Put {
  return { ...takenPut(version, before), revision: newId('rev'), parents: [version.revision] };
}
