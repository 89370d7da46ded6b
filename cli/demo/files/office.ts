/** Word, Excel and PowerPoint files with just what their programs ask for. */
import { archiveOf, contentTypes, escapeXml, relationships, xmlHead } from './archive.ts';
import type { Section, Table } from './text.ts';

const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export function wordFile(title: string, sections: readonly Section[]): Promise<Uint8Array> {
  const paragraph = (text: string, style?: string) =>
    `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`;
  const body = sections.flatMap(({ heading, paragraphs }) => [
    paragraph(heading, 'Heading2'),
    ...paragraphs.map((text) => paragraph(text)),
  ]);
  const style = (id: string, name: string, level: number) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:pPr><w:outlineLvl w:val="${level}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>`;
  const space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return archiveOf({
    '[Content_Types].xml': contentTypes({
      'word/document.xml': 'wordprocessingml.document.main',
      'word/styles.xml': 'wordprocessingml.styles',
    }),
    '_rels/.rels': relationships([['officeDocument', 'word/document.xml']]),
    'word/document.xml': `${xmlHead}<w:document ${space}><w:body>${paragraph(title, 'Heading1')}${body.join('')}</w:body></w:document>`,
    'word/styles.xml': `${xmlHead}<w:styles ${space}>${style('Heading1', 'heading 1', 0)}${style('Heading2', 'heading 2', 1)}</w:styles>`,
    'word/_rels/document.xml.rels': relationships([['styles', 'styles.xml']]),
  });
}

export function excelFile(sheet: string, { header, rows }: Table): Promise<Uint8Array> {
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`;
  const lines = [header, ...rows].map((row, at) => `<row r="${at + 1}">${row.map(cell).join('')}</row>`);
  const space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  return archiveOf({
    '[Content_Types].xml': contentTypes({
      'xl/workbook.xml': 'spreadsheetml.sheet.main',
      'xl/worksheets/sheet1.xml': 'spreadsheetml.worksheet',
    }),
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${xmlHead}<workbook ${space} xmlns:r="${office}"><sheets><sheet name="${escapeXml(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([['worksheet', 'worksheets/sheet1.xml']]),
    'xl/worksheets/sheet1.xml': `${xmlHead}<worksheet ${space}><sheetData>${lines.join('')}</sheetData></worksheet>`,
  });
}

export function slidesFile(title: string, sections: readonly Section[]): Promise<Uint8Array> {
  const slides = [{ heading: title, paragraphs: [] as readonly string[] }, ...sections];
  const name = (at: number) => `slides/slide${at + 1}.xml`;
  const space = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="${drawing}" xmlns:r="${office}"`;
  const shape = (id: number, type: string, texts: readonly string[]) =>
    `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${type}"/><p:cNvSpPr/><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>${texts.map((text) => `<a:p><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`;
  const parts = slides.map(({ heading, paragraphs }, at): [string, string] => [
    `ppt/${name(at)}`,
    `${xmlHead}<p:sld ${space}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${shape(2, 'title', [heading])}${paragraphs.length === 0 ? '' : shape(3, 'body', paragraphs)}</p:spTree></p:cSld></p:sld>`,
  ]);
  const types = Object.fromEntries(slides.map((_, at) => [`ppt/${name(at)}`, 'presentationml.slide']));
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`);
  return archiveOf({
    '[Content_Types].xml': contentTypes({
      'ppt/presentation.xml': 'presentationml.presentation.main',
      ...types,
    }),
    '_rels/.rels': relationships([['officeDocument', 'ppt/presentation.xml']]),
    'ppt/presentation.xml': `${xmlHead}<p:presentation ${space}><p:sldIdLst>${ids.join('')}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(slides.map((_, at) => ['slide', name(at)] as const)),
    ...Object.fromEntries(parts),
  });
}
