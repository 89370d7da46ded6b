/** In which order projects are listed, and which of them a few letters mean. */
import type { Project } from '../../../contract/index.ts';

export const orders = ['used', 'name', 'created'] as const;
export type Order = (typeof orders)[number];

/** @param typed letters that its name or description holds, in any case */
export function listed(projects: readonly Project[], typed: string, order: Order): readonly Project[] {
  const wanted = typed.trim().toLocaleLowerCase();
  return projects
    .filter(({ name, description }) => `${name}\n${description}`.toLocaleLowerCase().includes(wanted))
    .toSorted((one, other) => compare(one, other, order));
}

function compare(one: Project, other: Project, order: Order): number {
  if (order === 'name') return one.name.localeCompare(other.name);
  if (order === 'created') return other.created_at.localeCompare(one.created_at);
  return other.last_activity_at.localeCompare(one.last_activity_at);
}
