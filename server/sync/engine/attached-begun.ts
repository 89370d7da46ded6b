/**
 * What a look is about to attach is noted before, under a key: a look that was broken off in between is finished by the next one,
 * which asks under that key what became of each file.
 */
import { randomUUID } from 'node:crypto';
import type { Scope, Store } from '../../store/store.ts';
import { finish, type Answers, type Attached } from '../core/attaching.ts';
import { attachedHere, attachedThere, foldersOf } from './attached-sides.ts';
import { alikeAfter } from './attached-there.ts';
import { saveAttached, type AttachedBase, type BegunRow } from './durable.ts';
import { isStillThere, type RemoteProject } from './places.ts';

interface Acts {
  attachThere(items: readonly string[], key: string): Promise<Answers>;
  attachedHere(items: readonly string[], key: string): Promise<Answers>;
  detachThere(document: string): Promise<void>;
  detachHere(document: string): Promise<void>;
}

export function createBegun(store: Store, scope: Required<Scope>, project: RemoteProject, acts: Acts) {
  return {
    /**
     * @param there files to attach there, each with its document here; `here` the other way round
     * @returns what was noted, with the key to ask under
     */
    async note(base: AttachedBase, there: Attached, here: Attached): Promise<BegunRow> {
      const begun = {
        key: randomUUID(),
        there: Object.fromEntries(there),
        here: Object.fromEntries(here),
      };
      if (there.size + here.size > 0) await saveAttached(store, scope, { ...base, begun });
      return begun;
    },

    /** As if the look had gone on; what a server that went back had is not known any more. @returns what both have alike */
    async finish({ begun, ...known }: AttachedBase): Promise<AttachedBase> {
      if (begun === undefined) return known;
      const far = await attachedThere(project);
      if (!(await isStillThere(project, known.place))) return known;
      const [there, here] = [asMap(begun.there), asMap(begun.here)];
      const answers = {
        there: await acts.attachThere([...there.keys()], begun.key),
        here: await acts.attachedHere([...here.keys()], begun.key),
      };
      const near = await attachedHere(store, scope);
      const before = { base: asMap(known.items), mine: asMap(known.here ?? {}) };
      const now = { here: near.own, there: far.own };
      const done = finish({ key: begun.key, there, here }, answers, now, before);
      for (const document of done.detachHere.values()) await acts.detachHere(document);
      for (const document of done.detachThere.values()) await acts.detachThere(document);
      const found = { files: done.base, folders: foldersOf(known.folders ?? []) };
      const since = { known: { ...found, files: before.base }, before: known.place };
      const alike = await alikeAfter(project, found, since);
      if (alike === undefined) return known;
      const base = { ...known, ...alike.base, here: Object.fromEntries(done.mine) };
      await saveAttached(store, scope, base);
      return base;
    },
  };
}

function asMap(row: Readonly<Record<string, string>>): Attached {
  return new Map(Object.entries(row));
}
