/** `keepsake://` links, which anybody may put on a page or in a mail: they show a place and never do anything. */
import { z } from 'zod';
import { idOf } from '../../contract/common.ts';

export const linkScheme = 'keepsake';

const longest = 2_000;
const projectId = idOf('project');
const itemId = idOf('item');
const documentId = idOf('document');
const memoryId = idOf('memory');
const conversationId = idOf('conversation');
const passageNumber = z.string().regex(/^\d{1,9}$/);
const section = z.enum([
  'documents',
  'memories',
  'conversations',
  'values',
  'servers',
  'history',
  'settings',
]);

/**
 * The place in the page that a link names, as the hash of its address, or nothing when it is no link of ours.
 *
 * @example readLink('keepsake://project/prj_01h455vb4pex5vsknk084sn02q/memories')
 *   // '#/projects/prj_01h455vb4pex5vsknk084sn02q/memories'
 * @example readLink('keepsake://search?q=invoices') // '#/search/invoices'
 */
export function readLink(text: string): string | undefined {
  if (text.length > longest || !URL.canParse(text)) return undefined;
  const link = new URL(text);
  if (link.protocol !== `${linkScheme}:` || link.username !== '' || link.password !== '' || link.port !== '')
    return undefined;
  const [first, second, ...more] = link.pathname.split('/').filter((part) => part !== '');
  if (more.length > 0) return undefined;
  switch (link.hostname) {
    case 'project':
      return projectHash(first, second);
    case 'drive':
      return second === undefined ? driveHash(first) : undefined;
    case 'search':
      return first === undefined ? searchHash(link.searchParams) : undefined;
    case 'open':
      return first === undefined ? '#/home' : citedHash(first, second, link.searchParams);
    default:
      return undefined;
  }
}

function projectHash(id: string | undefined, part = 'documents'): string | undefined {
  const isKnown = projectId.safeParse(id).success && section.safeParse(part).success;
  return isKnown ? `#/projects/${id}/${part}` : undefined;
}

/** What a citation names: a passage of a document, a memory, a message of a conversation. */
function citedHash(project: string, id: string | undefined, parameters: URLSearchParams): string | undefined {
  if (!projectId.safeParse(project).success) return undefined;
  const passage = parameters.get('passage');
  if (passage !== null && !passageNumber.safeParse(passage).success) return undefined;
  const at = passage === null ? '' : `/${passage}`;
  if (documentId.safeParse(id).success) return `#/preview/${project}/${id}${at}`;
  if (memoryId.safeParse(id).success) return `#/projects/${project}/memories/${id}`;
  return conversationId.safeParse(id).success ? `#/projects/${project}/conversations/${id}${at}` : undefined;
}

function driveHash(id: string | undefined): string | undefined {
  if (id === undefined) return '#/drive';
  return itemId.safeParse(id).success ? `#/drive/${id}` : undefined;
}

function searchHash(parameters: URLSearchParams): string | undefined {
  const query = parameters.get('q') ?? '';
  return query === '' ? '#/search' : `#/search/${encodeURIComponent(query)}`;
}
