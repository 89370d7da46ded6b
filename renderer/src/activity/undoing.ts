/** Reads what undoing a session would do, does it, and takes it back. */
import { useQuery } from '@tanstack/react-query';
import { KeepsakeError } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import type { Session } from './sessions.ts';
import { stepOf, writtenBy, type Step } from './undo-plan.ts';

const lanes = 6;
/** Lines of a history that are looked at: the server gives at most so many. */
const mostLines = 100;

/** The dry run: nothing is changed by it. */
export function useUndoPlan(session: Session) {
  const written = writtenBy(session);
  const names = new Map(session.events.flatMap(({ records }) => records.map(({ id, name }) => [id, name])));
  return useQuery({
    queryKey: ['undo-plan', session.id, session.to, written.length],
    queryFn: () =>
      eachInLanes(written, async (one) => {
        const { projectId, memoryId } = one;
        const history = await readHistory(projectId, memoryId);
        return history && stepOf(one, names.get(memoryId) ?? memoryId, history);
      }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** @returns nothing for a memory that was deleted for good */
async function readHistory(projectId: string, memoryId: string) {
  try {
    return (await client.getMemoryHistory({ projectId, memoryId, limit: mostLines })).items;
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** @returns how many memories were brought back or removed */
export async function undo(steps: readonly Step[]): Promise<number> {
  const done = await eachInLanes(steps, async (step) => {
    if (step.does === 'keep') return undefined;
    await setTo(step, step.does === 'remove' ? undefined : step.to?.revision);
    return step;
  });
  return done.length;
}

/** Makes the memories again what they were before `undo`. */
export async function redo(steps: readonly Step[]): Promise<void> {
  await eachInLanes(steps, async (step) => {
    if (step.does === 'keep') return;
    await setTo(step, step.from.status === 'deleted' ? undefined : step.from.revision);
  });
}

async function setTo({ projectId, memoryId }: Step, revision: string | undefined): Promise<void> {
  if (revision === undefined) await client.deleteMemory({ projectId, memoryId });
  else await client.restoreMemory({ projectId, memoryId, revision });
}

/** A few at a time. @returns what is not nothing, in the order of the input */
async function eachInLanes<Input, Output>(
  all: readonly Input[],
  work: (one: Input) => Promise<Output | undefined>,
): Promise<Output[]> {
  const results: (Output | undefined)[] = Array.from({ length: all.length });
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as Input);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results.filter((result) => result !== undefined);
}
