/** Bringing the bytes of all files here before a link ends or leaves the drive out: how far it is, and what stops it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'undici';
import { KeepsakeError, type Client, type Link, type SyncState } from '../../contract/index.ts';
import { whenInterrupted } from '../interruption.ts';
import { sizeOf } from '../migrate/stages.ts';
import type { Output } from '../output.ts';

const pollMs = 200;

/**
 * Does what the server refuses while files would not open here any more; then, once their bytes are here. Ctrl-C stops it, and
 * what was chosen for folders holds again.
 *
 * @throws KeepsakeError STATE_NOT_READY where the rest does not come, with the reason; UNAVAILABLE when it was stopped
 */
export async function withFilesHere<T>(
  client: Client<Response>,
  { id: linkId, url }: Link,
  change: () => Promise<T>,
  output: Output,
): Promise<T> {
  const first = await tried(change);
  if ('done' in first) return first.done;
  const { signal, stop } = whenInterrupted();
  try {
    await client.updateLink({ linkId, bring_all: true });
    for (;;) {
      const isHindered = await bring(client, linkId, output, signal);
      const again = await tried(change);
      if ('done' in again) return again.done;
      if (isHindered) throw again.refusal;
    }
  } catch (error) {
    // Where even that fails, the first error says more.
    await client.updateLink({ linkId, bring_all: false }).catch(() => undefined);
    throw signal.aborted ? stopped(url) : error;
  } finally {
    stop();
  }
}

type Tried<T> = { readonly done: T } | { readonly refusal: KeepsakeError };

async function tried<T>(change: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { done: await change() };
  } catch (error) {
    const isRefusal = error instanceof KeepsakeError && error.code === 'STATE_NOT_READY';
    if (!isRefusal || error.details?.['files'] === undefined) throw error;
    return { refusal: error };
  }
}

/** Until no bytes are left that the server alone has. @returns whether something keeps the rest from coming */
async function bring(
  client: Client<Response>,
  linkId: string,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const bar = output.progress('fetching');
  let total = 0;
  try {
    for (;;) {
      const link = (await client.getSyncState({})).links.find(({ id }) => id === linkId);
      if (link?.files == null || link.files.bytes.away.files === 0) return false;
      if (link.files.bytes.hindrance !== null) return true;
      const { files, bytes } = leftOf(link.files);
      if (total === 0)
        output.say(`${inWords(files, bytes)} at ${link.url} alone: they are brought here first.`);
      total = Math.max(total, bytes);
      bar.update(total - bytes, total, `${inWords(files, bytes)} left`);
      await sleep(pollMs, undefined, { signal });
    }
  } finally {
    bar.end();
  }
}

/** What is on its way, less what of it has come; before it was looked for, all that is to come. */
function leftOf({ bytes: { away, to_fetch } }: NonNullable<SyncState['files']>) {
  return to_fetch.files > 0 ? to_fetch : away;
}

function inWords(files: number, bytes: number): string {
  return `${files === 1 ? '1 file' : `${files} files`} (${sizeOf(bytes)})`;
}

function stopped(url: string): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    `It was stopped. The link to ${url} stands as before, and what was fetched stays here. Run the same command again to go on.`,
  );
}
