/** The bytes of a sample file, in the format that its name says. */
import type { SampleFile } from '../sample/shape.ts';
import { excelFile, slidesFile, wordFile } from './office.ts';
import { pdfFile } from './pdf.ts';
import { pictureFile } from './picture.ts';
import { commaFile, htmlFile, mailFile, markdownFile, plainFile } from './text.ts';

export async function makeFile(file: SampleFile): Promise<Uint8Array> {
  const [, title = file.name, extension = ''] = /^(.*)\.(\w+)$/.exec(file.name) ?? [];
  if ('text' in file) return Buffer.from(file.text);
  if ('lines' in file) return pictureFile(file.lines);
  if ('table' in file)
    return extension === 'xlsx' ? excelFile(title, file.table) : Buffer.from(commaFile(file.table));
  switch (extension) {
    case 'docx':
      return wordFile(title, file.sections);
    case 'pptx':
      return slidesFile(title, file.sections);
    case 'pdf':
      return pdfFile(title, file.sections);
    case 'html':
      return Buffer.from(htmlFile(title, file.sections));
    case 'eml':
      return Buffer.from(mailFile(title, file.sections));
    case 'md':
      return Buffer.from(markdownFile(title, file.sections));
    default:
      return Buffer.from(plainFile(title, file.sections));
  }
}
