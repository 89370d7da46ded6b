/** The runs of text of a PDF's page, with positions from the upper left corner of the page as it is shown. */
import type { Run } from './pdf-lines.ts';
import type { Pdf } from './pdfium.ts';

/** Radicals and compatibility ideographs: what some programs write for the characters that they look like. */
const drawnForms = /[\u2e80-\u2fdf\uf900-\ufaff]/g;
/** How PDFium writes a hyphen at the end of a line, and a character that it cannot tell. */
const hyphens = new Set([0x02, 0xfffe]);
/** Widest gap within a run, in sizes of the text; lines are put together from runs by position anyway. */
const widestGap = 0.6;
/** A page with more is no page that a person reads. */
const maxCharacters = 500_000;

/** Page space to what is shown: rotation and the visible box are in it. */
type View = (x: number, y: number) => readonly [x: number, y: number];

interface Box {
  left: number;
  right: number;
  /** Of the baseline. */
  y: number;
}

interface OpenRun extends Box {
  text: string;
  size: number;
}

/** Only what stands within the page's box. Undefined when the page cannot be read. */
export function runsOfPage(pdf: Pdf, index: number): Run[] | undefined {
  const { functions, handle } = pdf;
  const page = functions.FPDF_LoadPage(handle, index);
  if (page === 0) return undefined;
  const text = functions.FPDFText_LoadPage(page);
  try {
    if (text === 0) return undefined;
    const width = functions.FPDF_GetPageWidthF(page);
    const height = functions.FPDF_GetPageHeightF(page);
    const runs = readRuns(pdf, text, viewOf(pdf, page, width, height));
    return runs.filter(({ x, y, width: w }) => x + w > 0 && x < width && y > 0 && y <= height + 1);
  } finally {
    if (text !== 0) functions.FPDFText_ClosePage(text);
    functions.FPDF_ClosePage(page);
  }
}

function readRuns(pdf: Pdf, text: number, view: View): Run[] {
  const { functions } = pdf;
  const count = Math.min(maxCharacters, functions.FPDFText_CountChars(text));
  const runs: Run[] = [];
  let open: OpenRun | undefined;
  let object = 0;
  let space = false;
  for (let index = 0; index < count; index++) {
    const code = functions.FPDFText_GetUnicode(text, index);
    const own = functions.FPDFText_GetTextObject(text, index);
    if (own === 0 || code === 0) {
      // A space or a line's end that PDFium made up from positions.
      space ||= open !== undefined;
      continue;
    }
    const box = boxOf(pdf, text, index, view);
    const size: number = open !== undefined && own === object ? open.size : sizeOf(pdf, text, index);
    if (open !== undefined && continues(open, box, size)) {
      if (space && !open.text.endsWith(' ')) open.text += ' ';
      open.left = Math.min(open.left, box.left);
      open.right = Math.max(open.right, box.right);
    } else {
      if (open !== undefined) runs.push(runOf(open));
      open = { ...box, text: '', size };
    }
    open.text += characterOf(code);
    object = own;
    space = false;
  }
  if (open !== undefined) runs.push(runOf(open));
  return runs.filter((run) => run.text !== '');
}

function continues(open: OpenRun, box: Box, size: number): boolean {
  if (Math.abs(size - open.size) > 0.05 * open.size || Math.abs(box.y - open.y) > 0.05 * open.size)
    return false;
  const gap = Math.max(box.left - open.right, open.left - box.right);
  return gap < widestGap * open.size;
}

function runOf({ text, left, right, y, size }: OpenRun): Run {
  const shown = text.replaceAll(drawnForms, (form) => form.normalize('NFKC'));
  return { text: shown, x: left, y, width: right - left, size };
}

function characterOf(code: number): string {
  if (hyphens.has(code)) return '-';
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}

/** The space that a character takes, without regard to its own shape. */
function boxOf({ functions, scratch, view: memory }: Pdf, text: number, index: number, view: View): Box {
  functions.FPDFText_GetLooseCharBox(text, index, scratch);
  functions.FPDFText_GetCharOrigin(text, index, scratch + 16, scratch + 24);
  const values = memory();
  const at = (field: number): number => values.getFloat32(scratch + field * 4, true);
  // A rectangle's fields are left, top, right, bottom.
  const [x1] = view(at(0), at(1));
  const [x2] = view(at(2), at(3));
  const [, y] = view(values.getFloat64(scratch + 16, true), values.getFloat64(scratch + 24, true));
  return { left: Math.min(x1, x2), right: Math.max(x1, x2), y };
}

function sizeOf({ functions, scratch, view: memory }: Pdf, text: number, index: number): number {
  const size = functions.FPDFText_GetFontSize(text, index);
  if (functions.FPDFText_GetMatrix(text, index, scratch) === 0) return size || 1;
  const values = memory();
  return size * Math.hypot(values.getFloat32(scratch + 8, true), values.getFloat32(scratch + 12, true)) || 1;
}

/** Asked of PDFium at three corners; it answers whole numbers, so that they are taken far apart. */
function viewOf(
  { functions, scratch, view: memory }: Pdf,
  page: number,
  width: number,
  height: number,
): View {
  const fine = 100;
  const [w, h] = [Math.round(width * fine), Math.round(height * fine)];
  const corner = (x: number, y: number): readonly [number, number] => {
    functions.FPDF_PageToDevice(page, 0, 0, w, h, 0, x, y, scratch, scratch + 4);
    const values = memory();
    return [values.getInt32(scratch, true) / fine, values.getInt32(scratch + 4, true) / fine];
  };
  const far = 1_000;
  const [e, f] = corner(0, 0);
  const [ax, ay] = corner(far, 0);
  const [bx, by] = corner(0, far);
  const [a, b, c, d] = [(ax - e) / far, (ay - f) / far, (bx - e) / far, (by - f) / far];
  return (x, y) => [a * x + c * y + e, b * x + d * y + f];
}
