/** A mail, whatever program kept it, as blocks: its subject as heading, who wrote when to whom, text, names of attachments. */
import type { Block } from '../extract.ts';
import { readHtmlText } from './html.ts';
import { paragraphsOf } from './plain.ts';

export interface Mail {
  subject: string;
  from: string;
  to: string;
  cc: string;
  date: Date | undefined;
  text: string;
  html: string;
  attachments: readonly string[];
}

export function mailBlocks(mail: Mail): { blocks: Block[]; title?: string } {
  const subject = mail.subject.trim();
  const top = subject === '' ? [] : [subject];
  const place = { headings: top };
  const head = [
    ['From', mail.from],
    ['To', mail.to],
    ['Cc', mail.cc],
    ['Date', dateText(mail.date)],
  ].filter(([, value]) => value !== '');
  const body = mail.text.trim() === '' ? readHtmlText(mail.html).blocks : paragraphsOf(mail.text);
  const attached: Block[] =
    mail.attachments.length === 0
      ? []
      : [{ kind: 'paragraph', text: `Attachments: ${mail.attachments.join(', ')}`, place }];
  return {
    blocks: [
      ...(subject === '' ? [] : [{ kind: 'heading', level: 1, text: subject, place } as const]),
      { kind: 'list', text: head.map(([name, value]) => `${name}: ${value}`).join('\n'), place },
      ...body.map((block) => ({ ...block, place: { headings: [...top, ...(block.place.headings ?? [])] } })),
      ...attached,
    ],
    ...(subject === '' ? {} : { title: subject.slice(0, 300) }),
  };
}

/** In one time zone, so that mails of one day are found together. */
function dateText(date: Date | undefined): string {
  if (date === undefined || Number.isNaN(date.getTime())) return '';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
