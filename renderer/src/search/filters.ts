/** What a search is narrowed to, how the address keeps it, and what the server is asked with it. */

const types = ['document', 'memory', 'message'] as const;
const periods = ['day', 'week', 'month', 'year'] as const;

export type PassageType = (typeof types)[number];
export type Period = (typeof periods)[number];

export interface Filters {
  /** `client`: what an AI client would be given; everything is searched otherwise. */
  readonly view?: 'client' | undefined;
  /** Of the client whose eyes are borrowed. */
  readonly keyId?: string | undefined;
  readonly project?: string | undefined;
  readonly type?: PassageType | undefined;
  readonly since?: Period | undefined;
  readonly author?: string | undefined;
  readonly client?: string | undefined;
  readonly tag?: string | undefined;
  /** Most tokens of text, at about four characters each. */
  readonly budget?: number | undefined;
  readonly scores?: boolean | undefined;
}

const texts = ['keyId', 'project', 'author', 'client', 'tag'] as const;
const leastBudget = 50;
const mostBudget = 25_000;

/** As one part of an address; empty when nothing is narrowed. */
export function writeFilters(filters: Filters): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined && value !== false && value !== '') said.set(name, String(value));
  return said.toString();
}

/** What an address says that makes no sense is left out. */
export function readFilters(text: string): Filters {
  const said = new URLSearchParams(text);
  const budget = budgetOf(said.get('budget') ?? '');
  const found = {
    ...Object.fromEntries(texts.map((name) => [name, said.get(name) ?? undefined])),
    view: said.get('view') === 'client' ? ('client' as const) : undefined,
    type: types.find((type) => type === said.get('type')),
    since: periods.find((period) => period === said.get('since')),
    scores: said.get('scores') === 'true' || undefined,
    budget,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** A number that the server takes, or nothing for what is none. */
export function budgetOf(text: string): number | undefined {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 1) return undefined;
  return Math.min(mostBudget, Math.max(leastBudget, number));
}

const daysOf: Record<Period, number> = { day: 1, week: 7, month: 31, year: 366 };

/** @param now in milliseconds: periods end then */
export function searchInput(
  { project, type, since, author, client, tag, budget, scores }: Filters,
  now: number,
) {
  return {
    ...(project === undefined ? {} : { project_ids: [project] }),
    ...(type === undefined ? {} : { types: [type] }),
    ...(since === undefined ? {} : { after: new Date(now - daysOf[since] * 86_400_000).toISOString() }),
    ...(author === undefined ? {} : { author }),
    ...(client === undefined ? {} : { client }),
    ...(tag === undefined ? {} : { tags: [tag] }),
    ...(budget === undefined ? {} : { token_budget: budget }),
    ...(scores === undefined ? {} : { explain: scores }),
  };
}

/** How many of the filters behind “More filters” are set. */
export function countMore({ author, client, tag, budget }: Filters): number {
  return [author, client, tag, budget].filter((value) => value !== undefined).length;
}

/** Without what narrows a search; how results are shown stays. */
export function withoutFilters({ view, keyId, scores }: Filters): Filters {
  return { view, keyId, scores };
}

export function isNarrowed({ view: _view, keyId: _key, scores: _scores, ...rest }: Filters): boolean {
  return Object.values(rest).some((value) => value !== undefined);
}
