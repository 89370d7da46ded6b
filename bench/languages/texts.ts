/** Real text in ten languages: passages from the HTML pages and message catalogues of unpacked Debian packages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Language {
  readonly name: string;
  /** Where its text stands below the folder of unpacked packages. */
  readonly folder: string;
  readonly letters: RegExp;
  /** Written without spaces, so that any run of characters is asked for; else runs of words are. */
  readonly unspaced: boolean;
}

const guide = 'usr/share/doc/installation-guide-amd64';
const latin = /\p{Script=Latin}/gu;

export const languages: readonly Language[] = [
  { name: 'en', folder: `${guide}/en`, letters: latin, unspaced: false },
  { name: 'de', folder: `${guide}/de`, letters: latin, unspaced: false },
  { name: 'fr', folder: `${guide}/fr`, letters: latin, unspaced: false },
  { name: 'ru', folder: `${guide}/ru`, letters: /\p{Script=Cyrillic}/gu, unspaced: false },
  {
    name: 'ar',
    folder: 'usr/share/doc/debian-handbook/html/ar-MA',
    letters: /\p{Script=Arabic}/gu,
    unspaced: false,
  },
  {
    name: 'hi',
    folder: 'usr/share/libreoffice/help/hi/text',
    letters: /\p{Script=Devanagari}/gu,
    unspaced: false,
  },
  { name: 'zh', folder: `${guide}/zh_CN`, letters: /\p{Script=Han}/gu, unspaced: true },
  {
    name: 'ja',
    folder: `${guide}/ja`,
    letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
    unspaced: true,
  },
  { name: 'ko', folder: `${guide}/ko`, letters: /\p{Script=Hangul}/gu, unspaced: true },
  {
    name: 'th',
    folder: 'usr/lib/libreoffice/program/resource/th/LC_MESSAGES',
    letters: /\p{Script=Thai}/gu,
    unspaced: true,
  },
];

/** Characters of a passage. */
const [shortest, longest] = [40, 800];

/** Different passages of a language, evenly from all its files; at most so many. */
export function readPassages(data: string, { folder, letters }: Language, most: number): string[] {
  const root = join(data, folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:html|mo)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const all = new Map<string, string>();
  for (const text of files.flatMap((file) =>
    file.endsWith('.mo') ? messagesOf(file) : paragraphsOf(file),
  )) {
    const own = text.match(letters)?.length ?? 0;
    const any = text.match(/\p{L}/gu)?.length ?? 0;
    if (text.length >= shortest && text.length <= longest && own > any / 2)
      all.set(text.replace(/[\p{P}\s]+/gu, ' ').toLowerCase(), text);
  }
  const texts = [...all.values()];
  const step = Math.max(1, texts.length / most);
  return Array.from(
    { length: Math.min(most, texts.length) },
    (_, at) => texts[Math.floor(at * step)] as string,
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function paragraphsOf(file: string): string[] {
  return Array.from(
    readFileSync(file, 'utf8').matchAll(/<(p|div class="para")[^>]*>([^]*?)<\/(?:p|div)>/g),
    ([, , inner = '']) =>
      inner
        .replace(/<[^>]+>/g, '')
        .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
        .replace(/\s+/g, ' ')
        .trim(),
  );
}

/** Translations in a GNU message catalogue, as they follow each other: single ones are too short. */
function messagesOf(file: string): string[] {
  const bytes = readFileSync(file);
  if (bytes.length < 20 || bytes.readUInt32LE(0) !== 0x950412de) return [];
  const [count, table] = [bytes.readUInt32LE(8), bytes.readUInt32LE(16)];
  const messages = Array.from({ length: count }, (_, at) => {
    const [length, from] = [bytes.readUInt32LE(table + at * 8), bytes.readUInt32LE(table + at * 8 + 4)];
    return bytes.toString('utf8', from, from + length).replace(/[\s\0]+/g, ' ');
  }).slice(1);
  const passages: string[] = [];
  for (let at = 0; at < messages.length; at += 5) passages.push(messages.slice(at, at + 5).join('. '));
  return passages;
}
