/** Where in the page something that was found is opened, and the link that opens it from elsewhere. */
import type { Passage } from '../../../contract/index.ts';
import type { Route } from '../data/route.ts';

export interface Found {
  readonly type: 'project' | 'file' | 'folder' | 'document' | 'memory' | 'conversation' | 'message';
  /** Of the record itself. */
  readonly id: string;
  readonly projectId?: string | undefined;
  /** `doc_…#3`, `conv_…#3`, or a memory's own id. */
  readonly passageId?: string | undefined;
}

const sectionOf = {
  memory: 'memories',
  conversation: 'conversations',
  message: 'conversations',
} as const;

export function placeOf({ type, id, projectId = '', passageId }: Found): Route {
  switch (type) {
    case 'project':
      return { page: 'project', projectId: id, section: 'documents' };
    case 'folder':
      return { page: 'drive', folderId: id };
    case 'file':
      return { page: 'preview', of: { itemId: id } };
    default: {
      const passage = passageId?.split('#')[1];
      if (type === 'document') {
        const of = { projectId, documentId: id };
        return { page: 'preview', of, ...(passage === undefined ? {} : { passage: Number(passage) }) };
      }
      const place = { page: 'project', projectId, section: sectionOf[type], detail: id } as const;
      return passage === undefined ? place : { ...place, passage };
    }
  }
}

export function placeOfPassage({ type, id, record_id, project_id }: Passage): Route {
  return placeOf({ type, id: record_id, projectId: project_id, passageId: id });
}

/** The same as a link of the app's own kind, as the server writes them into citations. */
export function linkTo({ type, id, projectId = '', passageId }: Found): string {
  if (type === 'project') return `keepsake://project/${id}`;
  if (type === 'file' || type === 'folder') return `keepsake://drive/${id}`;
  return `keepsake://open/${projectId}/${(passageId ?? id).replace('#', '?passage=')}`;
}
