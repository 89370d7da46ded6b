/** The languages whose words a search brings to their stem, as ISO 639-1 names them. */
import { latinLanguages } from './stems.ts';
import { scriptLanguages } from './scripts.ts';

export const searchLanguages: readonly string[] = ['en', ...latinLanguages, ...scriptLanguages];
