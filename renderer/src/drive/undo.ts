/** What was done in the drive and how to take it back: by the notice, or by Ctrl/Cmd+Z, the latest first. */

interface Done {
  readonly undo: () => Promise<unknown>;
}

const most = 50;
const done: Done[] = [];

/** @returns what takes it back, once */
export function remember(undo: () => Promise<unknown>): () => Promise<void> {
  const entry = { undo };
  done.push(entry);
  if (done.length > most) done.shift();
  return () => takeBack(entry);
}

/** Takes back what was done last. @returns whether there was something */
export async function undoLast(): Promise<boolean> {
  const last = done.at(-1);
  if (last !== undefined) await takeBack(last);
  return last !== undefined;
}

async function takeBack(entry: Done): Promise<void> {
  const at = done.indexOf(entry);
  if (at === -1) return;
  done.splice(at, 1);
  await entry.undo();
}
