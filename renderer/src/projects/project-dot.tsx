/** The dot in a project's colour that stands wherever its name does. */
import { useMemo } from 'react';
import { huesOf } from '../parts/hue.ts';
import { useProjects } from './queries.ts';

export function ProjectDot({ id }: { id: string }) {
  const { items } = useProjects();
  const hues = useMemo(() => huesOf(items.map((project) => project.id)), [items]);
  const hue = hues.get(id) ?? huesOf([id]).get(id);
  return <i className="dot" style={{ ['--hue' as string]: hue }} aria-hidden="true" />;
}
