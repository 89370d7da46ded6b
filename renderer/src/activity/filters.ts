/** What the list of activity is narrowed to. */
import type { Period } from '../search/filters.ts';

export interface ActivityFilters {
  readonly project?: string | undefined;
  readonly keyId?: string | undefined;
  readonly kind?: 'read' | 'write' | undefined;
  readonly since?: Period | undefined;
}

const daysOf: Record<Period, number> = { day: 1, week: 7, month: 31, year: 366 };

/** @param now in milliseconds: periods end then */
export function activityInput({ project, keyId, kind, since }: ActivityFilters, now: number) {
  return {
    ...(project === undefined ? {} : { project_id: project }),
    ...(keyId === undefined ? {} : { key_id: keyId }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { after: new Date(now - daysOf[since] * 86_400_000).toISOString() }),
  };
}
