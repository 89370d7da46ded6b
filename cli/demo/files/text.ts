/** Files that are text: what a document says, as Markdown, plain text, HTML, a mail, or a table with commas. */

export interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function markdownFile(title: string, sections: readonly Section[]): string {
  const parts = sections.map(({ heading, paragraphs }) => `## ${heading}\n\n${paragraphs.join('\n\n')}\n`);
  return `# ${title}\n\n${parts.join('\n')}`;
}

export function plainFile(title: string, sections: readonly Section[]): string {
  const parts = sections.map(({ heading, paragraphs }) => `${heading}\n\n${paragraphs.join('\n\n')}\n`);
  return `${title}\n\n${parts.join('\n')}`;
}

export function htmlFile(title: string, sections: readonly Section[]): string {
  const body = sections.map(
    ({ heading, paragraphs }) =>
      `<h2>${heading}</h2>\n${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}`,
  );
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>\n<body><h1>${title}</h1>\n${body.join('\n')}\n</body></html>\n`;
}

export function mailFile(subject: string, sections: readonly Section[]): string {
  const text = sections.flatMap(({ heading, paragraphs }) => [heading, ...paragraphs]).join('\r\n\r\n');
  return [
    'From: Orla Venn <orla@example.org>',
    'To: Ines Halloran <ines@example.org>',
    `Subject: ${subject}`,
    'Date: Mon, 12 Oct 2026 09:14:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${text}\r\n`,
  ].join('\r\n');
}

export function commaFile({ header, rows }: Table): string {
  const field = (value: string | number) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  return `${[header, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}
