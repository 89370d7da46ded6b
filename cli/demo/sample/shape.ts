/** The shape of a sample project, and what its parts are written with. */
import type { Section, Table } from '../files/text.ts';

export type SampleFile = { readonly folder: string; readonly name: string } & (
  | { readonly sections: readonly Section[] }
  | { readonly table: Table }
  | { readonly lines: readonly string[] }
  | { readonly text: string }
);

export interface SampleProject {
  readonly name: string;
  readonly description: string;
  readonly files: readonly SampleFile[];
  /** Each `tag: what is to be remembered`. */
  readonly memories: readonly string[];
  readonly namespace: string;
  readonly entries: Readonly<Record<string, unknown>>;
  readonly conversations: readonly { readonly title: string; readonly turns: readonly string[] }[];
  /** What clients look for. */
  readonly questions: readonly string[];
}

/** A part of a document: its heading, then its paragraphs. */
export function section(heading: string, ...paragraphs: readonly string[]): Section {
  return { heading, paragraphs };
}

/** `count` things, each made from its number, from 1 on. */
export function series<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at + 1));
}

/** One of a list, by number; beyond its end it begins again. */
export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}
