/** Word documents, by way of HTML. */
import mammoth from 'mammoth';
import type { Block } from '../extract.ts';
import { FileFailure } from '../failure.ts';
import { readHtmlText } from './html.ts';
import { checkZip } from './zip.ts';

export async function readDocx(bytes: Uint8Array): Promise<{ blocks: Block[]; title?: string }> {
  checkZip(bytes);
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return readHtmlText(value);
  } catch {
    throw new FileFailure(
      'damaged',
      'The Word document cannot be read. Open it in Word or LibreOffice, save it again and upload it anew.',
    );
  }
}
