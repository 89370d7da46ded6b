/** What tells a search that it has to begin anew. */

/** Rows of a merge that was done meanwhile are gone: what was read before has to be read anew. */
export class StaleIndex extends Error {}
