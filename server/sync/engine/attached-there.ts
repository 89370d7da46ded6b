/** What is to be attached or detached on either side, and what both are then known to have alike, also where the server was restored meanwhile. */
import { alikeOf, planAttached, type Attached, type AttachPlan } from '../core/attaching.ts';
import type { Position } from '../core/exchange.ts';
import { attachedThere, foldersOf, type AttachedSide } from './attached-sides.ts';
import type { AttachedBase } from './durable.ts';
import { isStillThere, placeThere, type RemoteProject } from './places.ts';
import { behind } from './problems.ts';

/** Files that somebody attached, and live folders. */
export interface Both<T = Attached> {
  readonly files: T;
  readonly folders: T;
}

/** What both sides had when they were alike last, and where the remote server was; nothing where it went back since. */
export interface Since {
  readonly known: Both;
  readonly before: Position | undefined;
}

interface Planned {
  readonly plans: Both<AttachPlan>;
  /** Files that the list passed over. */
  readonly missed: Attached;
  readonly since: Since;
}

const nothing: Both = { files: new Map(), folders: new Map() };

/**
 * The plans, and what they would take away here although the server has it: a list that is read in pages while it changes may pass
 * over one, so each is asked for by name. Whether the server went back is asked last, for what was asked before.
 */
export async function planWith(
  project: RemoteProject,
  here: AttachedSide,
  there: AttachedSide,
  { items, here: documents = {}, folders = [], place: before }: AttachedBase,
): Promise<Planned> {
  const known: Both = { files: new Map(Object.entries(items)), folders: foldersOf(folders) };
  const plans = plansOf(here, there, known, new Map(Object.entries(documents)));
  const missed = new Map<string, string>();
  for (const item of plans.files.detachHere) {
    const document = known.files.get(item) ?? '';
    if (!(await isGoneThere(project, document))) missed.set(item, document);
  }
  if (await isStillThere(project, before)) return { plans, missed, since: { known, before } };
  const since = { known: nothing, before: undefined };
  return { plans: plansOf(here, there, nothing), missed: nothing.files, since };
}

function plansOf(here: AttachedSide, there: AttachedSide, known: Both, mine?: Attached): Both<AttachPlan> {
  return {
    files: planAttached(here.own, there.own, known.files, mine),
    folders: planAttached(here.folders, there.folders, known.folders),
  };
}

async function isGoneThere({ client, id }: RemoteProject, documentId: string): Promise<boolean> {
  const found = await client.getDocument({ projectId: id, documentId }).catch(unlessMissing);
  return found === undefined;
}

interface Alike {
  readonly base: Omit<AttachedBase, 'linkedBy' | 'here'>;
  readonly there: AttachedSide | undefined;
}

/** What to remember of what was found on both sides, and that side as it is now; nothing when the server went back meanwhile. */
export async function alikeAfter(
  project: RemoteProject,
  found: Both,
  { known, before }: Since,
): Promise<Alike | undefined> {
  const place = await placeThere(project);
  const isNew = isMore(found.files, known.files) || isMore(found.folders, known.folders);
  const there = isNew ? await attachedThere(project) : undefined;
  const items = Object.fromEntries(alikeOf(found.files, known.files, there?.own ?? known.files));
  const folders = [...alikeOf(found.folders, known.folders, there?.folders ?? known.folders).keys()];
  return (await isStillThere(project, before)) ? { base: { items, folders, place }, there } : undefined;
}

function isMore(found: Attached, known: Attached): boolean {
  return [...found].some(([item, document]) => known.get(item) !== document);
}

/** @throws what is not about a file or document that is not there, or not as it was */
export function unlessMissing(error: unknown): undefined {
  if (!['NOT_FOUND', 'STATE_NOT_READY', 'VERSION_CONFLICT'].includes(behind(error).code)) throw error;
}
