/** The models of text recognition: that of English, and those a person added to a folder. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The language whose model comes with Keepsake. */
export const builtInModel = 'eng';

/** @returns files by the code of their language, such as `deu` */
export function modelsIn(folder: string | undefined): [string, string][] {
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name): [string, string][] => {
    const language = /^(\w+)\.traineddata(?:\.gz)?$/.exec(name)?.[1];
    return language === undefined ? [] : [[language, join(folder, name)]];
  });
}

/** Codes of the languages that can be recognised with the models of this folder. */
export function recognitionLanguages(folder: string): string[] {
  return [...new Set([builtInModel, ...modelsIn(folder).map(([language]) => language)])];
}
