/** Relationships between the parts of an Office package (ECMA-376, part 2). */
import path from 'node:path/posix';
import { descendants, parseXml } from './xml.ts';
import type { Package } from './zip.ts';

export interface Relation {
  /** The last word of its type, such as `slide`. */
  type: string;
  /** The name of the part that it leads to. */
  target: string;
}

/** What a part leads to within its package, by id. */
export function relationsOf(parts: Package, part: string): Map<string, Relation> {
  const folder = path.dirname(part);
  const bytes = parts.part(`${folder}/_rels/${path.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (bytes === undefined) return relations;
  for (const { attributes } of descendants(parseXml(bytes), 'Relationship')) {
    const { Id: id, Type: type = '', Target: to = '', TargetMode: mode } = attributes;
    if (id === undefined || mode === 'External') continue;
    const target = to.startsWith('/') ? to.slice(1) : path.join(folder, to);
    relations.set(id, { type: path.basename(type), target });
  }
  return relations;
}
