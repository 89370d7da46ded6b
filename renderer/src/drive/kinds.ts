/** What kind of file a name says it is: a word for people, and a picture. */
import { t } from '@lingui/core/macro';
import {
  BookOpen,
  File,
  FileArchive,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  Folder,
  Mail,
  Presentation,
  type LucideIcon,
} from 'lucide-react';
import type { Item } from '../../../contract/index.ts';

interface Kind {
  readonly icon: LucideIcon;
  readonly word: () => string;
}

const kinds = {
  folder: { icon: Folder, word: () => t`Folder` },
  pdf: { icon: FileText, word: () => t`PDF document` },
  text: { icon: FileText, word: () => t`Text` },
  document: { icon: FileText, word: () => t`Text document` },
  sheet: { icon: FileSpreadsheet, word: () => t`Spreadsheet` },
  slides: { icon: Presentation, word: () => t`Presentation` },
  picture: { icon: FileImage, word: () => t`Picture` },
  mail: { icon: Mail, word: () => t`E-mail` },
  book: { icon: BookOpen, word: () => t`E-book` },
  code: { icon: FileCode, word: () => t`Code` },
  archive: { icon: FileArchive, word: () => t`Archive` },
  page: { icon: FileCode, word: () => t`Web page` },
  file: { icon: File, word: () => t`File` },
} satisfies Record<string, Kind>;

const endings: Partial<Record<keyof typeof kinds, string>> = {
  pdf: 'pdf',
  text: 'txt md markdown log rst tex srt vtt',
  document: 'doc docx odt rtf pages',
  sheet: 'xls xlsx xlsb ods csv tsv',
  slides: 'ppt pptx odp key',
  picture: 'png jpg jpeg gif webp bmp tif tiff svg heic avif',
  mail: 'eml msg mbox',
  book: 'epub',
  page: 'html htm xhtml',
  code: 'js ts tsx jsx py rb go rs java kt c h cpp cs php sh sql json yaml yml toml xml css ipynb',
  archive: 'zip gz tar 7z rar bz2 xz',
};

const byEnding = new Map(
  Object.entries(endings).flatMap(([kind, all]) =>
    all.split(' ').map((ending) => [ending, kind as keyof typeof kinds] as const),
  ),
);

export function kindOf({ name, type }: Pick<Item, 'name' | 'type'>): Kind {
  if (type === 'folder') return kinds.folder;
  return kinds[byEnding.get(endingOf(name)) ?? 'file'];
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** How much of a name typing replaces when it is renamed: all but a file's ending. */
export function stemLength({ name, type }: Pick<Item, 'name' | 'type'>): number {
  const dot = type === 'file' ? name.lastIndexOf('.') : -1;
  return dot > 0 ? dot : name.length;
}
