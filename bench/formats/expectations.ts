/** Sentences of the sample documents, and the places where a reader would look them up. */
import type { Place } from '../../server/extract/extract.ts';

export interface Expectation {
  format: string;
  /** In test/documents. */
  file: string;
  /** That wrote the sample. */
  program: string;
  sentences: readonly (readonly [sentence: string, place: Place])[];
}

const writer = 'LibreOffice 7.4';

const harbour: Expectation['sentences'] = [
  ['Boats that called at the harbour', { sheet: 'Boats', cells: 'A1' }],
  ['雲雀丸 | 長崎 | 2023-11-30 | 12 | 980', { sheet: 'Boats', cells: 'B3:F24' }],
  ['갈매기호 | 부산 | 2022-01-15 | 4 | 310.25', { sheet: 'Boats', cells: 'B3:F24' }],
  ['Boat 19 | Hull | 2025-08-20 | 3 | 237.75', { sheet: 'Boats', cells: 'B25:F45' }],
  ['Boat 40 | Hull | 2025-05-13 | 6 | 390', { sheet: 'Boats', cells: 'B46:F63' }],
  ['الإسكندرية | سليم البحار | 11.5', { sheet: 'الموانئ', cells: 'A1:C3' }],
  ['Asha Rao | मुंबई', { sheet: 'Crossings', cells: 'A1:F9' }],
  ['Noi | ภูเก็ต', { sheet: 'Crossings', cells: 'A1:F9' }],
];

const ferry: Expectation['sentences'] = [
  ['The first ferry leaves Arran', { slide: 2, headings: ['Morning crossings'] }],
  ['始発の船は六時五分に島を出ます。', { slide: 2, headings: ['Morning crossings'] }],
  ['the tide table changed', { slide: 2, notes: true, headings: ['Morning crossings'] }],
  ['Adult | 7.40', { slide: 3, headings: ['Fares'] }],
  ['تذاكر الأطفال', { slide: 3, notes: true, headings: ['Fares'] }],
  ['겨울에는 하루에 두 번만', { slide: 4, headings: ['겨울 운항'] }],
];

const chapters: readonly (readonly [sentence: string, ...headings: string[]])[] = [
  ['nine hundred grams of colza oil', 'Oil and Wick'],
  ['Vedø | 18 m | red', 'Oil and Wick'],
  ['เรือข้ามฟากออกเดินทาง', 'สถานีแม่น้ำ'],
  ['हर शाम सात बजे दीपक जलाता है', 'สถานีแม่น้ำ', 'पहाड़ी स्टेशन'],
  ['שומר המגדלור מדליק את הפנס', 'המגדלור'],
  ['守塔人每天清晨擦拭透镜', '灯塔与海'],
];

const lanterns: Expectation['sentences'] = chapters.map(([sentence, ...headings]) => [
  sentence,
  { headings },
]);

const minutes: Expectation['sentences'] = [['recasting would cost four thousand pounds', { ocr: true }]];

const scans: Expectation['sentences'] = [
  ['recasting would cost four thousand pounds', { page: 1, ocr: true }],
  ['a tenor bell of nineteen hundredweight', { page: 2, ocr: true }],
];

const byHand = 'by hand';

export const expectations: readonly Expectation[] = [
  { format: 'XLSX', file: 'harbour.xlsx', program: writer, sentences: harbour },
  { format: 'ODS', file: 'harbour.ods', program: writer, sentences: harbour },
  { format: 'XLS', file: 'harbour.xls', program: writer, sentences: harbour },
  { format: 'XLSB', file: 'harbour.xlsb', program: 'SheetJS 0.20', sentences: harbour },
  {
    format: 'TSV',
    file: 'harbour.tsv',
    program: writer,
    sentences: [['雲雀丸 | 長崎 | 2023-11-30 | 12 | 980', { line_start: 3, line_end: 22 }]],
  },
  {
    format: 'CSV',
    file: 'rain.csv',
    program: byHand,
    sentences: [['Carrow | 2031-03-02 | 31.25', { line_start: 1, line_end: 5 }]],
  },
  { format: 'PPTX', file: 'ferry-pandoc.pptx', program: 'pandoc 2.17', sentences: ferry },
  { format: 'PPTX', file: 'ferry-libreoffice.pptx', program: writer, sentences: ferry },
  { format: 'ODP', file: 'ferry.odp', program: writer, sentences: ferry },
  { format: 'ODT', file: 'lanterns-pandoc.odt', program: 'pandoc 2.17', sentences: lanterns },
  { format: 'ODT', file: 'lanterns-libreoffice.odt', program: writer, sentences: lanterns },
  { format: 'RTF', file: 'lanterns-pandoc.rtf', program: 'pandoc 2.17', sentences: lanterns },
  { format: 'RTF', file: 'lanterns-libreoffice.rtf', program: writer, sentences: lanterns },
  {
    format: 'EPUB',
    file: 'lanterns.epub',
    program: 'pandoc 2.17',
    sentences: chapters.map(([sentence, ...headings]) => [sentence, { chapter: headings[0]!, headings }]),
  },
  {
    format: 'DOC',
    file: 'lanterns.doc',
    program: writer,
    sentences: chapters.map(([sentence]) => [sentence, {}]),
  },
  {
    format: 'DOCX',
    file: 'survey-libreoffice.docx',
    program: writer,
    sentences: [
      ['Second weir | 1.8 m | fast', { headings: ['River Survey', 'Upper reach', 'Measurements'] }],
    ],
  },
  {
    format: 'EML',
    file: 'pier.eml',
    program: 'Python 3.11',
    sentences: [['부두 공사는 닷새 동안', { headings: ['Réparation of the east pier — 동쪽 부두'] }]],
  },
  {
    format: 'EML (HTML)',
    file: 'reminder.eml',
    program: 'Python 3.11',
    sentences: [['Voyage | 2024-12-08', { headings: ['תזכורת', 'ספרים להחזרה'] }]],
  },
  {
    format: 'JSON',
    file: 'stations.json',
    program: byHand,
    sentences: [['Kettla Ness', { line_start: 1, line_end: 7 }]],
  },
  {
    format: 'YAML',
    file: 'lamp.yaml',
    program: byHand,
    sentences: [['every_seconds: 45', { line_start: 1, line_end: 8 }]],
  },
  {
    format: 'XML',
    file: 'catalogue.xml',
    program: byHand,
    sentences: [['Taylor of Loughborough', { line_start: 1, line_end: 7 }]],
  },
  {
    format: 'Python',
    file: 'tide.py',
    program: byHand,
    sentences: [['moon_age * 0.8136', { line_start: 1, line_end: 10 }]],
  },
  { format: 'PNG', file: 'minutes.png', program: 'ImageMagick 6.9', sentences: minutes },
  { format: 'JPEG', file: 'minutes.jpg', program: 'ImageMagick 6.9', sentences: minutes },
  { format: 'GIF', file: 'minutes.gif', program: 'ImageMagick 6.9', sentences: minutes },
  { format: 'BMP', file: 'minutes.bmp', program: 'ImageMagick 6.9', sentences: minutes },
  { format: 'WebP', file: 'minutes.webp', program: 'ImageMagick 6.9', sentences: minutes },
  { format: 'TIFF', file: 'minutes.tiff', program: 'ImageMagick 6.9', sentences: scans },
  { format: 'PDF (scanned)', file: 'minutes-scanned.pdf', program: 'img2pdf 0.4.4', sentences: scans },
  {
    format: 'PDF',
    file: 'orchard.pdf',
    program: 'Chromium 156',
    sentences: [
      [
        'Prune the old Bramley on the third Saturday of February',
        { page: 3, headings: ['The Orchard Handbook', 'Pruning'] },
      ],
    ],
  },
];
