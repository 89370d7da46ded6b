/** How a link or a linked project stands, in a few words with a tone. */
import { plural, t } from '@lingui/core/macro';
import type { ExchangeState, ProjectSyncState, SyncState } from '../../../contract/operations/links.ts';
import type { Tone } from '../parts/status.tsx';

export interface InWords {
  readonly tone: Tone;
  readonly text: string;
}

type Stand = Pick<ProjectSyncState, 'state' | 'pending'> &
  Partial<Pick<ProjectSyncState, 'clashes' | 'refused'>>;

/** More waiting changes than these are not counted. */
const counted = 1_000;

const tones: Record<SyncState['state'], Tone> = {
  synced: 'okay',
  waiting: 'busy',
  sending: 'busy',
  taking: 'busy',
  paused: 'over',
  offline: 'plain',
  error: 'error',
};

/** What needs a person comes first: an error, then a clash, then what was refused. */
export function inWords({ state, pending, clashes = 0, refused = [] }: Stand): InWords {
  if (state === 'error') return { tone: 'error', text: t`Not synced` };
  if (clashes > 0)
    return { tone: 'error', text: plural(clashes, { one: '# conflict', other: '# conflicts' }) };
  if (refused.length > 0)
    return { tone: 'error', text: plural(refused.length, { one: '# refused', other: '# refused' }) };
  return { tone: tones[state], text: textOf(state, pending) };
}

function textOf(state: Exclude<SyncState['state'], 'error'>, pending: number): string {
  if (state === 'taking') return t`Receiving`;
  if (state === 'sending') return pending === 0 ? t`Sending` : t`Sending ${numberOf(pending)}`;
  if (pending > 0 && state === 'offline') return t`Offline, ${numberOf(pending)} waiting`;
  if (pending > 0 && state === 'paused') return t`Paused, ${numberOf(pending)} waiting`;
  if (state === 'offline') return t`Offline`;
  if (state === 'paused') return t`Sync paused`;
  if (state === 'waiting') return pending === 0 ? t`Waiting` : t`${numberOf(pending)} waiting`;
  return t`Synced`;
}

/** `1,000+` for what was not counted to its end. */
export function numberOf(pending: number): string {
  return pending > counted ? `${counted.toLocaleString()}+` : pending.toLocaleString();
}

/** How much of what is to be sent is sent, 0 to 1; nothing while nobody knows. */
export function shareOf(link: SyncState): number | undefined {
  const exchanges = exchangesOf(link);
  const sum = (name: 'sent' | 'pending') => exchanges.reduce((all, one) => all + one[name], 0);
  const [sent, pending] = [sum('sent'), sum('pending')];
  const isKnown =
    sent + pending > 0 && exchanges.every((one) => one.state !== 'taking' && one.pending <= counted);
  return isKnown ? sent / (sent + pending) : undefined;
}

/** Of its projects, and of the drive where it carries that. */
export function exchangesOf({ projects, files }: SyncState): readonly ExchangeState[] {
  return files === null ? projects : [...projects, files];
}

/** What is on its way, less what of it has come; before it was looked for, all that is to come. */
export function leftToBring({ bytes: { away, to_fetch } }: NonNullable<SyncState['files']>): {
  readonly files: number;
  readonly bytes: number;
} {
  return away.files > 0 && to_fetch.files > 0 ? to_fetch : away;
}

/** The name of a server without what is the same for all. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
