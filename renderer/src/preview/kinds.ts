/** Which viewer shows a file: by its media type where that is known, by its name otherwise. */

export type Viewer = 'pdf' | 'image' | 'table' | 'lines' | 'passages';

const byExtension: Readonly<Record<string, Viewer>> = {
  ...extensions('pdf', 'pdf'),
  ...extensions('image', 'png jpg jpeg jpe gif bmp webp'),
  ...extensions('table', 'xlsx xlsm xltx xlsb xls xlt ods ots csv tsv tab'),
  ...extensions('passages', 'docx docm doc odt rtf epub pptx pptm ppsx odp eml msg html htm xhtml tif tiff'),
};
const byMediaType: readonly (readonly [pattern: RegExp, viewer: Viewer])[] = [
  [/^application\/pdf$/, 'pdf'],
  [/^image\/(?:png|jpeg|gif|bmp|webp)$/, 'image'],
  [/csv|tab-separated|spreadsheet|ms-excel/, 'table'],
  [/^text\/html|xhtml/, 'passages'],
  [/^text\/|json|yaml|xml$|javascript/, 'lines'],
];
const textExtension =
  /^(?:txt|text|log|md|markdown|mdx|json5?|jsonl|ndjson|geojson|ya?ml|xml|xsd|xslt?|rss|atom|svg|plist|[cm]?[jt]sx?|py|rb|go|rs|java|kts?|scala|[ch](?:pp|xx|c|h)?|cc|cs|swift|mm?|php|p[lm]|lua|r|jl|(?:ba|z|fi)?sh|ps1|bat|cmd|sql|graphql|proto|s?css|less|vue|svelte|dart|exs?|erl|hs|clj|lisp|el|vim|tf|toml|ini|cfg|conf|env|properties|gradle|cmake|mk|tex|diff|patch)$/;

/** @param mediaType may be what a browser said, so the name is asked first */
export function viewerOf({ name, mediaType = '' }: { name: string; mediaType?: string | undefined }): Viewer {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = byExtension[extension];
  if (known !== undefined) return known;
  if (name.includes('.') && textExtension.test(extension)) return 'lines';
  return byMediaType.find(([pattern]) => pattern.test(mediaType))?.[1] ?? 'passages';
}

/** Whether versions of it can be compared line by line. */
export function hasLines(file: { name: string; mediaType?: string | undefined }): boolean {
  const viewer = viewerOf(file);
  return viewer === 'lines' || /\.(?:csv|tsv|html?)$/i.test(file.name);
}

function extensions(viewer: Viewer, names: string): Record<string, Viewer> {
  return Object.fromEntries(names.split(' ').map((name) => [name, viewer]));
}
