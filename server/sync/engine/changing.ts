/** Changing what is kept of a link, and letting go of its drive once no file is left that would not open here any more. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { SyncState } from '../../../contract/operations/links.ts';
import { accountScope, type Call } from '../../services/caller.ts';
import type { Originals } from '../../services/originals.ts';
import { commitFor, retryOnConflict, type Clock } from '../../services/records.ts';
import type { Store } from '../../store/store.ts';
import { linkPut, requireLink, type LinkPayload, type StoredLink } from './records.ts';
import type { RunningLink } from './running-link.ts';
import { linkState } from './states.ts';

export interface ChangingDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly originals: Originals;
}

/** A link while the server runs, as far as its drive goes. */
type Carrying = Pick<RunningLink, 'id' | 'account' | 'settings' | 'adjust' | 'carry' | 'projects' | 'drive'>;

/** @throws KeepsakeError NOT_FOUND */
export async function changeLink(
  { store, clock }: Pick<ChangingDependencies, 'store' | 'clock'>,
  call: Call,
  id: string,
  next: (payload: LinkPayload) => LinkPayload,
  state: 'active' | 'ended' = 'active',
): Promise<StoredLink> {
  const scope = accountScope(call.caller);
  return retryOnConflict(async () => {
    const before = await requireLink(store, scope, id);
    const payload = next(before.payload);
    await commitFor(store, clock, { caller: call.caller }, scope, [linkPut(id, payload, { before, state })]);
    return { ...before, payload };
  });
}

/**
 * Ends the exchange of the drive. What came between the look at it and its end is looked at again: then it goes on as before.
 *
 * @param files whether files may be left whose bytes the remote server alone has
 * @throws KeepsakeError STATE_NOT_READY with how many they are, why they do not come, and what to do
 */
export async function letGoOfDrive(
  dependencies: ChangingDependencies,
  call: Call,
  link: Carrying,
  files: 'keep' | 'leave',
): Promise<void> {
  if (link.settings().payload.drive !== true) return;
  const carry = async (settings: Pick<LinkPayload, 'drive' | 'bringAll'>) => {
    link.adjust(await changeLink(dependencies, call, link.id, (payload) => ({ ...payload, ...settings })));
    await link.carry();
  };
  const { bringAll = false } = link.settings().payload;
  if (files === 'keep') await requireBytesHere(dependencies, link);
  await carry({ drive: false, bringAll: false });
  if (files === 'leave') return;
  try {
    await requireBytesHere(dependencies, link);
  } catch (error) {
    await carry({ drive: true, bringAll });
    throw error;
  }
}

async function requireBytesHere({ originals }: ChangingDependencies, link: Carrying): Promise<void> {
  const { files, bytes } = await originals.away(link.account);
  if (files === 0) return;
  const state = await linkState(link.settings(), link, originals);
  const those = files === 1 ? '1 file' : `${files} files`;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The bytes of ${those} (${bytes} bytes) are at ${state.url} alone, and could not be opened here any more. ` +
      `Bring them here first ("bring_all" of the link, or \`keepsake unlink\`), or leave them there ("files": "leave", or --leave-files).${whyNot(state)}`,
    { files, bytes },
  );
}

const mostNamed = 5;

/** Why bytes do not come, with what to do. */
function whyNot({ files, problem }: SyncState): string {
  switch (files?.bytes.hindrance) {
    case 'paused':
      return ' Nothing comes while the link is paused: resume it.';
    case 'metered':
      return ' Nothing comes while its connection counts as one that costs by volume: change that first.';
    case 'problem':
      return ` Nothing comes now: ${(files.bytes.problem ?? files.problem ?? problem)?.message ?? ''}`;
    case 'missing': {
      const { missing } = files.bytes;
      const names = missing.slice(0, mostNamed).map(({ id, reason }) => `${id} (${reason})`);
      const more = missing.length > mostNamed ? `, and ${missing.length - mostNamed} more` : '';
      return ` The server could not give ${names.join(', ')}${more}: put these right there, leave them, or delete them for good.`;
    }
    default:
      return '';
  }
}
