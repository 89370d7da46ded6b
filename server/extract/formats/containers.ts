/** What a zip package or an OLE compound file holds, told by the parts inside. */
import type { Format } from '../kinds.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { openPackage } from './zip.ts';

const packageParts: readonly (readonly [part: string, format: Format])[] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['xl/workbook.bin', 'xlsb'],
  ['ppt/presentation.xml', 'pptx'],
];

/** By the `mimetype` part that OpenDocument and EPUB begin with; templates are read like what they make. */
const packageTypes: Readonly<Record<string, Format>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.text-template': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.spreadsheet-template': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.presentation-template': 'odp',
  'application/epub+zip': 'epub',
};

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Undefined for a zip of other things. @throws Unreadable damaged, encrypted, too_large. */
export function formatOfZip(bytes: Uint8Array): Format | undefined {
  const parts = openPackage(bytes);
  const type = Buffer.from(parts.part('mimetype') ?? []).toString('latin1');
  const format = packageTypes[type.trim()];
  if (format !== undefined) {
    const manifest = Buffer.from(parts.part('META-INF/manifest.xml') ?? []).toString();
    if (/<(?:\w+:)?encryption-data\b/.test(manifest)) throw new Unreadable('encrypted', reasons.encrypted);
    return format;
  }
  return packageParts.find(([part]) => parts.names.includes(part))?.[1];
}

const compoundStreams: readonly (readonly [stream: RegExp, format: Format])[] = [
  [/^WordDocument$/i, 'doc'],
  [/^(Workbook|Book)$/i, 'xls'],
  [/^__properties_version1\.0$/, 'msg'],
];

export function isCompoundFile(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).toString('hex') === 'd0cf11e0a1b11ae1';
}

/** Undefined for other things that are kept so. @throws Unreadable damaged, encrypted. */
export async function formatOfCompoundFile(bytes: Uint8Array): Promise<Format | undefined> {
  const streams = await rootStreams(bytes);
  if (streams.includes('EncryptedPackage')) throw new Unreadable('encrypted', reasons.encrypted);
  return compoundStreams.find(([name]) => streams.some((stream) => name.test(stream)))?.[1];
}

/** What is used of the package's reader of compound files; its types leave it open. */
interface CompoundReader {
  read(bytes: Buffer, options: { type: 'buffer' }): CompoundFile;
}

interface CompoundFile {
  FullPaths: string[];
  FileIndex: { content?: ArrayLike<number> }[];
}

/** Names right below the root: what is embedded in a document stands deeper. */
async function rootStreams(bytes: Uint8Array): Promise<string[]> {
  const { FullPaths: paths } = await openCompoundFile(bytes);
  return paths.map((path) => path.split('/')).flatMap(([, name, deeper]) => (deeper ? [] : (name ?? [])));
}

/** The content of a stream right below the root; undefined when there is none. @throws Unreadable damaged. */
export async function compoundStream(bytes: Uint8Array, name: string): Promise<Uint8Array | undefined> {
  const { FullPaths: paths, FileIndex: files } = await openCompoundFile(bytes);
  const content = files[paths.findIndex((path) => path.split('/').slice(1).join('/') === name)]?.content;
  return content === undefined ? undefined : Uint8Array.from(content);
}

async function openCompoundFile(bytes: Uint8Array): Promise<CompoundFile> {
  const { CFB } = (await import('@e965/xlsx')) as { CFB: CompoundReader };
  try {
    return CFB.read(Buffer.from(bytes), { type: 'buffer' });
  } catch (error) {
    if (isExhaustion(error)) throw error;
    throw new Unreadable('damaged', reasons.damaged);
  }
}
