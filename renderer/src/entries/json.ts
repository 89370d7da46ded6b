/** JSON values as a person reads and types them. */
import { t } from '@lingui/core/macro';
import { maxValueBytes } from '../../../contract/operations/entries.ts';
import { sizeInWords } from '../parts/words.tsx';

/** How a value is typed: texts without quotes and escapes, anything else as JSON. */
export type Notation = 'text' | 'json';

export type Typed = { readonly value: unknown } | { readonly problem: string };

export function notationOf(value: unknown): Notation {
  return typeof value === 'string' ? 'text' : 'json';
}

export function typedOf(value: unknown, notation: Notation): string {
  if (notation === 'text' && typeof value === 'string') return value;
  return JSON.stringify(value, null, 2);
}

/** @returns the value that was typed, or what is wrong with it and where */
export function readTyped(text: string, notation: Notation): Typed {
  const read = notation === 'text' ? { value: text } : parse(text);
  if ('problem' in read) return read;
  const bytes = new TextEncoder().encode(notation === 'text' ? text : JSON.stringify(read.value)).length;
  if (bytes <= maxValueBytes) return read;
  return { problem: t`This is ${sizeInWords(bytes)}. A value has at most ${sizeInWords(maxValueBytes)}.` };
}

function parse(text: string): Typed {
  if (text.trim() === '') return { problem: t`Type a value, such as {"theme": "dark"}, 5 or true.` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const at = error instanceof Error ? placeOf(error.message, text) : undefined;
    if (at === undefined) return { problem: t`This is not yet JSON. Something is missing at its end.` };
    return { problem: t`This is not yet JSON. Look at line ${at.line}, column ${at.column}.` };
  }
}

/** Browsers say the position in the message alone; nothing where the text only ends too early. */
function placeOf(message: string, text: string): { line: number; column: number } | undefined {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  if (position >= text.trimEnd().length) return undefined;
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
