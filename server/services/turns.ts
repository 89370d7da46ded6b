/** Work on one thing, such as one text, follows other work on it in this process. */

export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  const queues = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = queues.get(name) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn
      .catch(() => undefined)
      .finally(() => queues.get(name) === settled && queues.delete(name));
    queues.set(name, settled);
    return turn;
  };
}
