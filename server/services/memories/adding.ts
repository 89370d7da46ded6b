/** A new memory: checked for secrets and what else is noticed, and for memories that say the same already. */
import type { z } from 'zod';
import type { Flag, operations, WrittenMemory } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { Scope, Store } from '../../store/store.ts';
import { projectScope, requireWrite, type Call } from '../caller.ts';
import { checkTexts } from '../flags/flags.ts';
import { retryOnConflict } from '../records.ts';
import { readSettings } from '../review/settings.ts';
import { createTurns } from '../turns.ts';
import type { MemoryChanges } from './changing.ts';
import { findSimilar, sameness } from './duplicates.ts';
import type { MemoryChange, MemoryPayload } from './record.ts';
import { nameFrom } from '../../sync/core/fields.ts';
import type { MemoryWriterDependencies } from './writing.ts';

type AddInput = z.output<typeof operations.addMemory.input>;

/** A new memory's texts as they may be stored, with what was noticed in them. */
export interface CheckedMemory {
  readonly payload: MemoryPayload;
  readonly message: string | undefined;
  readonly flags: readonly Flag[];
}

export async function checkedMemory(store: Store, scope: Scope, input: AddInput): Promise<CheckedMemory> {
  const { secrets } = await readSettings(store, scope);
  const { name, content, tags, message } = input;
  const { texts, flags } = await checkTexts({ name, content, tags, message }, secrets);
  const payload: MemoryPayload = {
    name: texts.name ?? nameFrom(texts.content),
    content: texts.content,
    tags: texts.tags,
    ...(input.source === undefined ? {} : { source: input.source }),
    ...(flags.length === 0 ? {} : { flags }),
  };
  return { payload, message: texts.message, flags };
}

export function createAdding({ store }: MemoryWriterDependencies, { carryOut, keep }: MemoryChanges) {
  const inTurn = createTurns();

  async function addOnce(
    call: Call,
    scope: Required<Scope>,
    input: AddInput,
    checked: CheckedMemory,
  ): Promise<WrittenMemory> {
    const { payload, message, flags } = checked;
    const similar = await findSimilar(store, scope, payload.content);
    const same = similar.filter((one) => one.resemblance === 1);
    const mode = input.on_duplicate;
    const known = mode === 'return' ? similar : mode === undefined ? same : [];
    if (known.length > 0) return keep(call, scope, similar);
    const replaced = mode === 'supersede' ? similar.map(({ record }) => record.id) : [];
    const supersedes = [...new Set([...(input.supersedes ?? []), ...replaced])];
    const change: MemoryChange = {
      state: 'active',
      payload: supersedes.length === 0 ? payload : { ...payload, supersedes },
    };
    const proposal = {
      target: 'memory',
      action: 'add',
      id: newId('mem'),
      change,
      supersedes,
      message,
    } as const;
    return carryOut(call, scope, proposal, { flags, similar });
  }

  return async (call: Call, input: AddInput): Promise<WrittenMemory> => {
    requireWrite(call.caller);
    const scope = await projectScope(store, call.caller, input.projectId);
    const checked = await checkedMemory(store, scope, input);
    // The same text from two callers at once is written once.
    return inTurn(`${scope.project} ${sameness(checked.payload.content)}`, () =>
      retryOnConflict(() => addOnce(call, scope, input, checked)),
    );
  };
}
