/** What a clash says: its title, the fields where its two versions part, and their values as texts. */
import type { DriveClash, SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { typedOf, notationOf } from '../entries/json.ts';

/** One field as both sides and what they came from have it; empty where a side has none. */
export interface ClashField {
  /** Such as `content` or `value.most`. */
  readonly name: string;
  /** Nothing when what they came from is not kept. */
  readonly base: string | undefined;
  readonly current: string;
  readonly other: string;
}

/** Of a project or of the drive. */
type AnyClash = SyncClash | DriveClash;

export type ClashSide = NonNullable<SyncClash['current']>;

type Fields = { readonly [name: string]: unknown };

/** Fields that a whole record is shown by. */
const whole: Record<string, readonly string[]> = {
  memory: ['status', 'content'],
  entry: ['status', 'value'],
  conversation: ['status', 'title'],
};

/** What the record is called, as the newest side that is kept says it; its id when nothing does. */
export function titleOf({ current, other, record_id }: AnyClash): string {
  const { name, title, namespace, key } = valuesOf(current ?? other);
  if (typeof namespace === 'string' && typeof key === 'string') return `${namespace}/${key}`;
  return [name, title].find((one) => typeof one === 'string' && one !== '')?.toString() ?? record_id;
}

/** The fields where the two part; those that say the same on both sides are left out. */
export function fieldsOf(clash: AnyClash): readonly ClashField[] {
  const { kind, fields, base, current, other } = clash;
  const names = fields.length === 0 ? (whole[kind] ?? ['status', 'name']) : fields;
  const shown = names.map((name) => ({
    name,
    base: base === null ? undefined : textAt(base, name),
    current: textAt(current, name),
    other: textAt(other, name),
  }));
  return shown.filter((one) => one.current !== one.other);
}

/** The text of a memory, the value of an entry or the title of a conversation: what somebody may write by hand. */
export function writableOf(clash: SyncClash): unknown {
  const { content, value, title } = valuesOf(clash.current ?? clash.other);
  return { memory: content, entry: value, conversation: title }[clash.kind as string];
}

/** How large the file was, in bytes; nothing for what is no file. */
export function sizeOfSide(side: ClashSide): number | undefined {
  const content = valuesOf(side)['content'];
  const size = typeof content === 'object' && content !== null ? (content as Fields)['size'] : undefined;
  return typeof size === 'number' ? size : undefined;
}

export function valuesOf(side: SyncClash['current']): Fields {
  return side === null ? {} : { ...(side.payload as Fields), status: side.status };
}

function textAt(side: SyncClash['current'], name: string): string {
  const value = valueAt(valuesOf(side), name);
  return value === undefined || value === null ? '' : typedOf(value, notationOf(value));
}

/** Of a member inside a value by the names on the way to it, which may hold dots themselves. */
function valueAt(fields: Fields, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  const inner = Object.keys(fields).find((one) => name.startsWith(`${one}.`));
  const value = inner === undefined ? undefined : fields[inner];
  if (inner === undefined || typeof value !== 'object' || value === null) return undefined;
  return valueAt(value as Fields, name.slice(inner.length + 1));
}
