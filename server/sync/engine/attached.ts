/**
 * Which files are documents of a linked project: those that somebody attached as a set, and the live folders as a set, told by the
 * public API alone. Each side attaches what its live folders hold, extracts and indexes by itself.
 */
import type { Scope, Store } from '../../store/store.ts';
import {
  documentsOf,
  isKept,
  neverOn,
  type Answers,
  type Attached,
  type AttachPlan,
} from '../core/attaching.ts';
import { rootFolder } from '../core/version.ts';
import { basesOf } from '../service/bases.ts';
import { attachedHere, attachedThere, type AttachedSide } from './attached-sides.ts';
import { createBegun } from './attached-begun.ts';
import { alikeAfter, planWith, type Since } from './attached-there.ts';
import { createAttaching, type AttachingDependencies } from './attaching.ts';
import { loadAttached, saveAttached, type AttachedBase } from './durable.ts';
import type { RemoteProject } from './places.ts';

export interface AttachedDependencies extends AttachingDependencies {
  readonly store: Store;
  readonly linkedBy: string;
  /** Whether the drive travels, so that both sides have the same files. */
  readonly isCarried: () => boolean;
}

const changesAtOnce = 500;

export function createAttached(dependencies: AttachedDependencies) {
  const { store, client, scope, remote, linkedBy, isCarried } = dependencies;
  const project: RemoteProject = { client, id: remote };
  const acts = createAttaching(dependencies, () => (there = undefined));
  const begun = createBegun(store, scope, project, acts);
  /** As it was read; nothing once something was done there. */
  let there: AttachedSide | undefined;
  let seen = { local: -1, remote: 0 };
  let isOpen = true;
  let waiting: ReadonlySet<string> = new Set();

  /** Whether documents may have changed on either side since the last look; what is there is read again where they did. */
  async function isNews(): Promise<boolean> {
    const local = await store.head(scope);
    const query = { projectId: remote, after: seen.remote, limit: changesAtOnce };
    const { changes, head } = await client.listChanges(query);
    const touched =
      changes.length === changesAtOnce || changes.some(({ records }) => isAboutDocuments(records));
    const isNew = there === undefined || touched || local !== seen.local || isOpen;
    if (there === undefined || touched) there = await attachedThere(project);
    seen = { local, remote: head };
    return isNew;
  }

  async function look(): Promise<void> {
    if (!isCarried() || !(await isNews()) || there === undefined) return;
    isOpen = true;
    const base = await begun.finish(await loadAttached(store, scope, linkedBy));
    const here = await attachedHere(store, scope);
    const far = (there ??= await attachedThere(project));
    const { plans, missed, since } = await planWith(project, here, far, base);
    const folders = await settleFolders(here, far, plans.folders);
    const kept = { linkedBy, ...rowOf(since), ...(base.here && { here: base.here }) };
    const files = await settleFiles(here, far, plans.files, missed, kept);
    for (const document of neverOn(far.byFolder, here.never)) await acts.detachThere(document);
    for (const document of neverOn(here.byFolder, far.never)) await acts.detachHere(document);
    waiting = new Set(files.left.map((item) => here.own.get(item) ?? ''));
    isOpen = files.left.length > 0 || files.isOpen || folders.isOpen;
    const alike = await alikeAfter(project, { files: files.next, folders: folders.next }, since);
    there = alike?.there ?? there;
    const isWhole = alike !== undefined && isKept(files.next, new Map(Object.entries(alike.base.items)));
    // A server that went back meanwhile, or where somebody else was faster, is looked at again.
    isOpen ||= !isWhole;
    if (alike === undefined) return;
    const row = { linkedBy, here: Object.fromEntries(files.mine), ...alike.base };
    await saveAttached(store, scope, isWhole ? row : { ...row, begun: files.noted });
  }

  /**
   * Files that somebody attached; what a file is missing for is left.
   * @param base is kept with what is about to be attached
   */
  async function settleFiles(
    here: AttachedSide,
    far: AttachedSide,
    plan: AttachPlan,
    missed: Attached,
    base: AttachedBase,
  ) {
    const next = new Map([...plan.both, ...missed]);
    const toSend = await sentOf(store, scope, plan.attachThere);
    const toTake = await activeOf(store, scope, plan.attachHere);
    const noted = await begun.note(base, documentsBy(toSend, here.own), documentsBy(toTake, far.own));
    const sent = attachedOf(await acts.attachThere(toSend, noted.key));
    const taken = attachedOf(await acts.attachHere(toTake, noted.key));
    for (const [item, document] of sent) next.set(item, document);
    for (const item of taken.keys()) next.set(item, far.own.get(item) ?? '');
    for (const item of plan.detachThere) await acts.detachThere(far.own.get(item) ?? '');
    for (const item of plan.detachHere)
      if (!missed.has(item)) await acts.detachHere(here.own.get(item) ?? '');
    const left = plan.attachThere.filter((item) => !next.has(item));
    const mine = documentsOf(next, here.own, taken);
    return { next, mine, left, noted, isOpen: plan.attachHere.some((item) => !taken.has(item)) };
  }

  /** Before files: what a folder attaches on both sides need not be told one by one. */
  async function settleFolders(here: AttachedSide, far: AttachedSide, plan: AttachPlan) {
    const next = new Map(plan.both);
    const idOn = (side: AttachedSide) => (item: string) => (item === rootFolder ? side.root : item);
    const isTop = (item: string) => item === rootFolder;
    const known = [...plan.attachThere.filter(isTop), ...(await sentOf(store, scope, plan.attachThere))];
    for (const item of known) if (await acts.attachFolderThere(idOn(far)(item))) next.set(item, item);
    const active = [...plan.attachHere.filter(isTop), ...(await activeOf(store, scope, plan.attachHere))];
    for (const item of active) if (await acts.attachFolderHere(idOn(here)(item))) next.set(item, item);
    for (const itemId of plan.detachThere.map(idOn(far))) await acts.detachFolderThere(itemId);
    for (const itemId of plan.detachHere.map(idOn(here))) await acts.detachFolderHere(itemId);
    return { next, isOpen: [...plan.attachThere, ...plan.attachHere].some((one) => !next.has(one)) };
  }

  let looking: Promise<void> = Promise.resolve();
  return {
    /** Brings both sides to the same; what a file is missing for is done at a later look. */
    look(): Promise<void> {
      looking = looking.then(look, look);
      return looking;
    },
    /** What is there is read again, for the server may be another than it was. */
    readAgain(): void {
      there = undefined;
    },
    /** Documents of this side that the other one does not have yet. */
    waiting: () => waiting,
  };
}

/** What tells of live folders, which the account keeps, is a commit without records. */
function isAboutDocuments(records: readonly { readonly kind: string }[]): boolean {
  return records.length === 0 || records.some(({ kind }) => kind === 'document');
}

/** What is known of before, as it is kept. */
function rowOf({ known, before }: Since): Pick<AttachedBase, 'items' | 'folders' | 'place'> {
  const items = Object.fromEntries(known.files);
  return { items, folders: [...known.folders.keys()], ...(before === undefined ? {} : { place: before }) };
}

function documentsBy(items: readonly string[], documents: Attached): Attached {
  return new Map(items.map((item) => [item, documents.get(item) ?? '']));
}

function attachedOf(answers: Answers): Attached {
  return new Map(
    [...answers].flatMap(([item, document]) => (document === undefined ? [] : [[item, document]])),
  );
}

/** Those that the remote server is known to have. */
async function sentOf(store: Store, { account }: Scope, items: readonly string[]): Promise<string[]> {
  const bases = await basesOf(
    store,
    { account },
    items.map((id) => ({ kind: 'item', id })),
  );
  return items.filter((_, n) => bases[n] !== undefined);
}

async function activeOf(store: Store, { account }: Scope, items: readonly string[]): Promise<string[]> {
  const records = await Promise.all(items.map((id) => store.get({ account }, 'item', id)));
  return items.filter((_, n) => records[n]?.state === 'active');
}
