/** Permanent deletions and backups as tests ask for them, until they are done. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Response } from 'undici';
import { expect } from 'vitest';
import type { Client, Erasure, ErasureTarget } from '../../contract/index.ts';

interface Owned {
  readonly owner: Client<Response>;
}

/** Asks for a deletion, or for one that was asked for, and waits for its receipt. */
export async function erased(
  { owner }: Owned,
  target: ErasureTarget | undefined,
  confirm: string = target?.id ?? '',
): Promise<Erasure> {
  let erasure =
    target === undefined
      ? await owner.getErasure({ erasureId: confirm })
      : await owner.erase({ target, confirm });
  while (erasure.status === 'running') {
    await setTimeout(20);
    erasure = await owner.getErasure({ erasureId: erasure.id });
  }
  return erasure;
}

/** Waits until no backup is under way, and that nothing went wrong. */
export async function settled({ owner }: Owned): Promise<void> {
  for (;;) {
    const { status, problem } = await owner.getBackupState({});
    expect(problem).toBeUndefined();
    if (status === 'idle') return;
    await setTimeout(20);
  }
}

export async function backedUp(server: Owned): Promise<void> {
  await server.owner.createBackup({});
  await settled(server);
}

/** A folder that goes with the test. */
export async function newFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'ks-erasing-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
