/** Terms to filter by: found in the index like words, but never scored. They begin with a character no word has. */
import { fold } from './folding.ts';

const mark = '\u0001';
const longest = 200;

/** How the terms of authors begin. */
export const authorPrefix = `${mark}author:`;

function filterTerm(name: 'tag' | 'author' | 'client', value: string): string {
  return `${mark}${name}:${fold(value.normalize('NFKC')).trim().slice(0, longest)}`;
}

export const filterTerms = {
  tag: (value: string): string => filterTerm('tag', value),
  author: (value: string): string => filterTerm('author', value),
  client: (value: string): string => filterTerm('client', value),
};
