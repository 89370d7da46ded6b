/** Which files and live folders a project has on both sides: what either side attached or detached since both were alike. */

/** By file, the document that it is; a file that is attached anew is another document. Of a live folder, the folder itself. */
export type Attached = ReadonlyMap<string, string>;

export interface AttachPlan {
  readonly both: Attached;
  readonly attachThere: readonly string[];
  readonly attachHere: readonly string[];
  readonly detachThere: readonly string[];
  readonly detachHere: readonly string[];
}

/**
 * What only one side has was attached there, or detached on the other: the base tells, unless it is attached anew.
 *
 * @param base what both had when they were alike last, each with its document at the server; nothing where the server may have
 *   gone back since, so that what either side has attached stands
 * @param mine of what both had, the documents here, as far as they were known
 */
export function planAttached(
  here: Attached,
  there: Attached,
  base: Attached,
  mine: Attached = new Map(),
): AttachPlan {
  const onlyHere = [...here.keys()].filter((item) => !there.has(item));
  const onlyThere = [...there.keys()].filter((item) => !here.has(item));
  const isOld = (item: string) => base.get(item) === there.get(item);
  const isOldHere = (item: string) => base.has(item) && (mine.get(item) ?? here.get(item)) === here.get(item);
  return {
    both: new Map([...there].filter(([item]) => here.has(item))),
    attachThere: onlyHere.filter((item) => !isOldHere(item)),
    attachHere: onlyThere.filter((item) => !isOld(item)),
    detachThere: onlyThere.filter(isOld),
    detachHere: onlyHere.filter(isOldHere),
  };
}

/**
 * What to remember as alike. Of what was not alike before only that which the server still has when it is asked after its place
 * was: had it gone back in between, that place would not tell.
 *
 * @param now what the server has after it said at which place it is
 */
export function alikeOf(found: Attached, base: Attached, now: Attached): Attached {
  return new Map(
    [...found].filter(([item, document]) => base.get(item) === document || now.get(item) === document),
  );
}

/** The documents that this side has of what was found on both, also of what was attached just now. */
export function documentsOf(found: Attached, here: Attached, attached: Attached): Attached {
  return new Map([...here, ...attached].filter(([item]) => found.has(item)));
}

/** Documents of one side that a live folder attached, while somebody detached the file on the other. */
export function neverOn(byFolder: Attached, never: Attached): readonly string[] {
  return [...byFolder].filter(([item]) => never.has(item)).map(([, document]) => document);
}
