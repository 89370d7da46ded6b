/** The kinds of files that are read: their media types, what people call them, and the extensions they go by. */

export type Format =
  | 'pdf'
  | 'docx'
  | 'doc'
  | 'odt'
  | 'rtf'
  | 'epub'
  | 'pptx'
  | 'odp'
  | 'xlsx'
  | 'xlsb'
  | 'xls'
  | 'ods'
  | 'eml'
  | 'msg'
  | 'html'
  | 'markdown'
  | 'csv'
  | 'tsv'
  | 'json'
  | 'yaml'
  | 'xml'
  | 'code'
  | PictureFormat
  | 'plain';

export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'bmp' | 'webp' | 'tiff';

interface About {
  mediaType: string;
  /** As people call it, in a sentence. */
  called: string;
  /** Without dots, between spaces. */
  extensions: string;
}

export const formats: Readonly<Record<Format, About>> = {
  pdf: { mediaType: 'application/pdf', called: 'a PDF', extensions: 'pdf' },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    called: 'a Word document',
    extensions: 'docx docm dotx dotm',
  },
  doc: { mediaType: 'application/msword', called: 'a Word document from before 2007', extensions: 'doc dot' },
  odt: {
    mediaType: 'application/vnd.oasis.opendocument.text',
    called: 'an OpenDocument text',
    extensions: 'odt ott',
  },
  rtf: { mediaType: 'application/rtf', called: 'a rich text (RTF) document', extensions: 'rtf' },
  epub: { mediaType: 'application/epub+zip', called: 'an EPUB book', extensions: 'epub' },
  pptx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    called: 'a PowerPoint presentation',
    extensions: 'pptx pptm ppsx potx',
  },
  odp: {
    mediaType: 'application/vnd.oasis.opendocument.presentation',
    called: 'an OpenDocument presentation',
    extensions: 'odp otp',
  },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    called: 'an Excel workbook',
    extensions: 'xlsx xlsm xltx',
  },
  xlsb: {
    mediaType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
    called: 'a binary Excel workbook',
    extensions: 'xlsb',
  },
  xls: {
    mediaType: 'application/vnd.ms-excel',
    called: 'an Excel workbook from before 2007',
    extensions: 'xls xlt',
  },
  ods: {
    mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
    called: 'an OpenDocument spreadsheet',
    extensions: 'ods ots',
  },
  eml: { mediaType: 'message/rfc822', called: 'a mail', extensions: 'eml' },
  msg: { mediaType: 'application/vnd.ms-outlook', called: 'an Outlook mail', extensions: 'msg' },
  html: { mediaType: 'text/html', called: 'a web page', extensions: 'html htm xhtml' },
  markdown: { mediaType: 'text/markdown', called: 'Markdown text', extensions: 'md markdown mdx' },
  csv: { mediaType: 'text/csv', called: 'a table as text', extensions: 'csv' },
  tsv: { mediaType: 'text/tab-separated-values', called: 'a table as text', extensions: 'tsv tab' },
  json: { mediaType: 'application/json', called: 'JSON', extensions: 'json jsonl ndjson json5 geojson' },
  yaml: { mediaType: 'application/yaml', called: 'YAML', extensions: 'yaml yml' },
  xml: { mediaType: 'application/xml', called: 'XML', extensions: 'xml xsd xsl xslt rss atom svg plist' },
  code: {
    mediaType: 'text/plain',
    called: 'source code',
    extensions:
      'ts tsx mts cts js jsx mjs cjs py rb go rs java kt kts scala c h cc cpp cxx hpp hh cs swift m mm php pl pm lua r jl sh bash zsh fish ps1 bat cmd sql graphql proto css scss less vue svelte dart ex exs erl hs clj lisp el vim tf toml ini cfg conf env properties gradle cmake make mk dockerfile tex diff patch',
  },
  png: { mediaType: 'image/png', called: 'a PNG picture', extensions: 'png' },
  jpeg: { mediaType: 'image/jpeg', called: 'a JPEG picture', extensions: 'jpg jpeg jpe' },
  gif: { mediaType: 'image/gif', called: 'a GIF picture', extensions: 'gif' },
  bmp: { mediaType: 'image/bmp', called: 'a BMP picture', extensions: 'bmp' },
  webp: { mediaType: 'image/webp', called: 'a WebP picture', extensions: 'webp' },
  tiff: { mediaType: 'image/tiff', called: 'a TIFF picture', extensions: 'tif tiff' },
  plain: { mediaType: 'text/plain', called: 'plain text', extensions: 'txt text log' },
};

const byExtension: ReadonlyMap<string, Format> = new Map(
  Object.entries(formats).flatMap(([format, { extensions }]) =>
    extensions.split(' ').map((extension) => [extension, format as Format] as const),
  ),
);

/** What a file is by its name, which may be wrong. */
export function formatOfName(name: string): Format | undefined {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? undefined : byExtension.get(name.slice(dot + 1).toLowerCase());
}
