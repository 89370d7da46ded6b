/** Opens PDFs by PDFium, and reaches the functions that its package has no methods for. */
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium';
import { Unreadable, reasons } from '../unreadable.ts';

/** PDFium's own functions by their names (fpdfview.h, fpdf_text.h, fpdf_doc.h); handles and pointers are numbers. */
export interface Functions {
  malloc(bytes: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_PageToDevice(
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    x: number,
    y: number,
    deviceX: number,
    deviceY: number,
  ): number;
  FPDF_GetPageLabel(document: number, index: number, buffer: number, bytes: number): number;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, bytes: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
  FPDFText_IsGenerated(text: number, index: number): number;
  FPDFText_GetTextObject(text: number, index: number): number;
  FPDFText_GetFontSize(text: number, index: number): number;
  FPDFText_GetMatrix(text: number, index: number, matrix: number): number;
  FPDFText_GetLooseCharBox(text: number, index: number, rectangle: number): number;
  FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
}

interface Module {
  readonly wasmExports: Functions;
  /** Another one after the memory grew. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
}

export interface Pdf {
  /** For what the package has methods for, such as drawing. */
  readonly document: PDFiumDocument;
  readonly functions: Functions;
  /** The document's handle. */
  readonly handle: number;
  readonly pages: number;
  /** Memory for results, of `scratchBytes`. */
  readonly scratch: number;
  /** The memory as it is now; ask anew after every call that may need more of it. */
  readonly view: () => DataView;
  title(): string;
  /** Of a page, from 0; empty when it has none. */
  label(index: number): string;
  close(): void;
}

const scratchBytes = 2_048;

/** @throws Unreadable damaged, encrypted. */
export async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  const library = await PDFiumLibrary.init();
  const document = await load(library, bytes);
  // Their package keeps both to itself, and has no method for where text stands.
  const module = library['module'] as Module;
  const handle = document['documentIdx'] as number;
  const functions = module.wasmExports;
  const scratch = functions.malloc(scratchBytes);
  const view = (): DataView => new DataView(module.HEAPU8.buffer);
  /** Text as UTF-16, whose length the answer tells with the zero at its end. */
  const textOf = (length: number): string =>
    length < 2 || length > scratchBytes
      ? ''
      : new TextDecoder('utf-16le').decode(module.HEAPU8.slice(scratch, scratch + length - 2));
  return {
    document,
    functions,
    handle,
    pages: document.getPageCount(),
    scratch,
    view,
    title() {
      const tag = functions.malloc(8);
      module.HEAPU8.set(Buffer.from('Title\0'), tag);
      return textOf(functions.FPDF_GetMetaText(handle, tag, scratch, scratchBytes));
    },
    label: (index) => textOf(functions.FPDF_GetPageLabel(handle, index, scratch, scratchBytes)),
    close() {
      document.destroy();
      library.destroy();
    },
  };
}

async function load(library: PDFiumLibrary, bytes: Uint8Array): Promise<PDFiumDocument> {
  try {
    return await library.loadDocument(bytes);
  } catch (error) {
    // No password is ever known here; a document that opens with the empty one does so without asking.
    if (error instanceof Error && /password|security/i.test(error.message))
      throw new Unreadable('encrypted', reasons.encrypted);
    if (error instanceof RangeError) throw error;
    throw new Unreadable('damaged', reasons.damaged);
  }
}
