/** Text recognition: Tesseract compiled to WebAssembly, in this process, with the model of English and those a person added. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { builtInModel, modelsIn } from './ocr-models.ts';

/** What is used of Tesseract's own interface (tesseract.js-core has no types). */
interface Tesseract {
  FS: { writeFile(name: string, content: Uint8Array): void };
  TessBaseAPI: new () => {
    Init(path: null, language: string, engine: number): number;
    /** 0 when the picture can be read. `orientation` as in EXIF. */
    SetImageFile(orientation: number, angle: number): number;
    Recognize(monitor: null): number;
    GetUTF8Text(): string;
    /** 0 to 100. */
    MeanTextConf(): number;
    Clear(): void;
  };
}

export interface Recognizer {
  /** Paragraphs; none when there is no text that could be recognised; undefined when the picture cannot be decoded. */
  read(picture: Uint8Array, orientation?: number): string[] | undefined;
}

/** Less is noise: lines of a drawing, or a script that the model does not know. */
const leastConfidence = 55;
/** The neural engine, the only one that the small model serves. */
const neural = 1;

/** @param folder holds further models, `deu.traineddata` or `deu.traineddata.gz`; none unless given */
export async function createRecognizer(folder?: string): Promise<Recognizer> {
  const require = createRequire(import.meta.url);
  const create = require('tesseract.js-core/tesseract-core-simd-lstm.js') as (
    options: object,
  ) => Promise<Tesseract>;
  const silent = (): void => undefined;
  const tesseract = await create({ print: silent, printErr: silent });
  const english = require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz');
  const models = new Map([[builtInModel, english], ...modelsIn(folder)]);
  for (const [language, file] of models) tesseract.FS.writeFile(`${language}.traineddata`, contentOf(file));
  const api = new tesseract.TessBaseAPI();
  if (api.Init(null, [...models.keys()].join('+'), neural) !== 0) throw new Error('Tesseract did not start.');
  return {
    read(picture, orientation = 1) {
      tesseract.FS.writeFile('/input', picture);
      if (api.SetImageFile(orientation, 0) !== 0) return undefined;
      api.Recognize(null);
      const text = api.MeanTextConf() < leastConfidence ? '' : api.GetUTF8Text();
      api.Clear();
      return text
        .split(/\n\s*\n/)
        .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
        .filter((paragraph) => /[\p{L}\p{N}]/u.test(paragraph));
    },
  };
}

function contentOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
