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

/** Whether all that was found is remembered as alike. What is not, the next look asks for again: somebody may have detached it. */
export function isKept(found: Attached, alike: Attached): boolean {
  return [...found].every(([item, document]) => alike.get(item) === document);
}

/** The documents that this side has of what was found on both, also of what was attached just now. */
export function documentsOf(found: Attached, here: Attached, attached: Attached): Attached {
  return new Map([...here, ...attached].filter(([item]) => found.has(item)));
}

/** Documents of one side that a live folder attached, while somebody detached the file on the other. */
export function neverOn(byFolder: Attached, never: Attached): readonly string[] {
  return [...byFolder].filter(([item]) => never.has(item)).map(([, document]) => document);
}

/** What is about to be attached on either side, noted before: by file, the document of the other side that it is attached for. */
export interface Begun {
  /** Of what is asked under it a side answers once: who asks again is told what became of it. */
  readonly key: string;
  readonly there: Attached;
  readonly here: Attached;
}

/** By file, its document; nothing for one that was detached again since it was attached. */
export type Answers = ReadonlyMap<string, string | undefined>;

interface Finished {
  /** What both had alike, and the documents of it here. */
  readonly base: Attached;
  readonly mine: Attached;
  /** What the other side detached since, by file. */
  readonly detachHere: Attached;
  readonly detachThere: Attached;
}

/**
 * What a look knows that was broken off while it attached, once it has heard what became of that: as if it had gone on. Without
 * this, what somebody detached in between would be taken for what the other side attached.
 *
 * @param answers of there for all that was begun, of here for what was done
 * @param now what is attached
 */
export function finish(
  { there, here: taken }: Begun,
  answers: { readonly there: Answers; readonly here: Answers },
  now: { readonly here: Attached; readonly there: Attached },
  known: { readonly base: Attached; readonly mine: Attached },
): Finished {
  const base = new Map(known.base);
  const mine = new Map(known.mine);
  const note = (item: string, far: string | undefined, near: string | undefined) => {
    if (far === undefined || near === undefined) return;
    base.set(item, far);
    mine.set(item, near);
  };
  const detachHere = new Map<string, string>();
  const leave = (item: string, document: string | undefined) => {
    if (document !== undefined && now.here.get(item) === document) detachHere.set(item, document);
  };
  for (const [item, document] of there) note(item, answers.there.get(item), document);
  for (const [item, document] of goneOf(there, answers.there)) leave(item, document);
  for (const [item, document] of taken)
    if (now.there.get(item) === document) note(item, document, answers.here.get(item));
    else leave(item, answers.here.get(item));
  return { base, mine, detachHere, detachThere: goneOf(taken, answers.here) };
}

function goneOf(begun: Attached, answers: Answers): Attached {
  return new Map([...begun].filter(([item]) => answers.has(item) && answers.get(item) === undefined));
}
