/** Zip archives of small texts, which is what office formats are. */
import { makeZip } from 'client-zip';

/** The bytes of an archive; what comes first in `parts` comes first in it. */
export async function archiveOf(parts: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const files = Object.entries(parts).map(([name, input]) => ({
    name,
    input,
    lastModified: new Date('2026-01-05'),
  }));
  return new Uint8Array(await new Response(makeZip(files)).arrayBuffer());
}

/** Text as it stands in XML. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const officeTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument';

/** The list of a package's parts and their types. */
export function contentTypes(parts: Readonly<Record<string, string>>): string {
  const overrides = Object.entries(parts).map(
    ([name, type]) => `<Override PartName="/${name}" ContentType="${contentType}.${type}+xml"/>`,
  );
  return `${xmlHead}<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

/** Relationships by type and target; their ids are rId1, rId2 and so on. */
export function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${officeTypes}/${type}" Target="${target}"/>`,
  );
  return `${xmlHead}<Relationships xmlns="${packageTypes}/relationships">${all.join('')}</Relationships>`;
}
