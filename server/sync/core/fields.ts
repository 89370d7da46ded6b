/** Merging versions field by field, as branches and sync do it alike. */
import { maxValueBytes } from '../../../contract/operations/entries.ts';
import type { Json } from '../../store/commit.ts';
import { mergeJson, mergeSet, mergeText, mergeWhole, type Clash, type Merged } from './three-way.ts';

export type Fields = Readonly<Record<string, Json | undefined>>;

/** Where both sides changed the same. */
export interface FieldClash extends Clash {
  readonly field: string;
}

/** Which fields are merged by themselves; a memory's name is not where it was made from the content. Sides: base, main, branch. */
export function mergedFields(kind: string, sides: readonly Fields[]): string[] {
  if (kind === 'entry') return ['value', 'expiresAt', 'status'];
  return [...new Set(sides.flatMap((side) => Object.keys(side)))].filter(
    (field) => field !== 'name' || sides.slice(1).some((side) => !isOwnName(side)),
  );
}

/** Whether a memory's name was made from its content. */
export function isOwnName({ name, content }: Record<string, unknown>): boolean {
  return typeof content === 'string' && name === nameFrom(content);
}

export function mergerOf(kind: string, field: string): (sides: Parameters<typeof mergeWhole>[0]) => Merged {
  if (kind === 'entry') return field === 'value' ? mergeJson : mergeWhole;
  if (kind === 'attributes') return field === 'attributes' ? mergeJson : mergeWhole;
  if (kind === 'comment') return field === 'text' ? mergeText : mergeWhole;
  if (kind !== 'memory' || (field !== 'content' && field !== 'tags')) return mergeWhole;
  return field === 'content' ? mergeText : mergeSet;
}

/** The first words of the content, as a title. */
export function nameFrom(content: string): string {
  const line = content.split('\n', 1)[0] as string;
  if (line.length <= 80) return line;
  const cut = line.slice(0, 79);
  const space = cut.lastIndexOf(' ');
  return `${space > 40 ? cut.slice(0, space) : cut}…`;
}

export function sizeOf(value: Json): number {
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Changes of these are shown to a person when both sides made one; of others the main line's stands. */
const shownFields = new Set([
  'name',
  'title',
  'description',
  'content',
  'tags',
  'status',
  'value',
  'text',
  'attributes',
]);

/** Merges all fields; where both sides changed the same, the main line's stands. `status` is the state. */
export function mergeFields(
  kind: string,
  { base, main, branch }: Record<'base' | 'main' | 'branch', Fields>,
): { fields: Fields; clashes: FieldClash[] } {
  const clashes: FieldClash[] = [];
  const fields: Record<string, Json | undefined> = { ...main };
  for (const field of mergedFields(kind, [base, main, branch])) {
    const merged = mergerOf(kind, field)({ base: base[field], main: main[field], branch: branch[field] });
    fields[field] = merged.value;
    if (shownFields.has(field)) clashes.push(...merged.clashes.map((clash) => ({ field, ...clash })));
  }
  if (kind === 'memory' && isOwnName(main) && isOwnName(branch))
    fields['name'] = nameFrom(fields['content'] as string);
  if (kind !== 'entry') return { fields, clashes };
  const bytes = sizeOf(fields['value'] ?? null);
  if (bytes <= maxValueBytes) return { fields: { ...fields, bytes }, clashes };
  return { fields: main, clashes: [{ field: 'value', path: [], ...whole({ base, main, branch }, 'value') }] };
}

function whole({ base, main, branch }: Record<'base' | 'main' | 'branch', Fields>, field: string) {
  return { base: base[field], main: main[field], branch: branch[field] };
}
