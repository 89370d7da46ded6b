/** Where the page is, kept in the address: `#/projects/ID/memories`. */
import { useSyncExternalStore } from 'react';

/** The tabs of a project, as addresses name them. */
export const sections = [
  'documents',
  'memories',
  'conversations',
  'values',
  'servers',
  'history',
  'settings',
] as const;
export type Section = (typeof sections)[number];

export const settingsSections = [
  'appearance',
  'language',
  'server',
  'remote',
  'sync',
  'storage',
  'search',
  'portable',
  'backups',
  'erasure',
  'updates',
  'diagnostics',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** A file of the drive, as it is now or as it was in a version; or a document of a project. */
export type Previewed =
  | { readonly itemId: string; readonly versionId?: string | undefined }
  | { readonly projectId: string; readonly documentId: string };

export type Route =
  | {
      readonly page: 'preview';
      readonly of: Previewed;
      /** The number of the cited passage. */
      readonly passage?: number | undefined;
    }
  | {
      readonly page: 'project';
      readonly projectId: string;
      readonly section: Section;
      /** What is open in the section, such as a memory's id. */
      readonly detail?: string | undefined;
      /** The passage of it to show: the number after `#` in a passage's id. */
      readonly passage?: string | undefined;
    }
  | { readonly page: 'drive'; readonly folderId: string | undefined; readonly itemId?: string | undefined }
  | {
      readonly page: 'search';
      readonly query: string;
      /** As `search/filters.ts` writes them. */
      readonly filters?: string | undefined;
    }
  | { readonly page: 'settings'; readonly section: SettingsSection }
  | {
      readonly page: 'home' | 'trash' | 'activity' | 'welcome' | 'review' | 'conflicts' | 'servers' | 'team';
    };

const plain = ['home', 'trash', 'activity', 'welcome', 'review', 'conflicts', 'servers', 'team'] as const;

/** The current route; the component is drawn again when it changes. */
export function useRoute(): Route {
  return readRoute(useSyncExternalStore(subscribeToRoute, () => location.hash));
}

/** Reads `#/…`; an address that is none of ours is the home screen. */
export function readRoute(hash: string): Route {
  const [page, id, section, detail, passage] = hash.replace(/^#\/?/, '').split('/');
  switch (page) {
    case 'projects':
      if (id === undefined) return { page: 'home' };
      return {
        page: 'project',
        projectId: id,
        section: sections.find((one) => one === section) ?? 'documents',
        ...(detail === undefined ? {} : { detail: decode(detail) }),
        ...(passage === undefined ? {} : { passage: decode(passage) }),
      };
    case 'drive':
      return {
        page: 'drive',
        folderId: id === '' ? undefined : id,
        ...(section === 'item' && detail !== undefined ? { itemId: detail } : {}),
      };
    case 'preview':
      return readPreview(id, section, detail);
    case 'search':
      return {
        page: 'search',
        query: decode(id ?? ''),
        ...(section === undefined ? {} : { filters: decode(section) }),
      };
    case 'settings':
      return { page: 'settings', section: settingsSections.find((one) => one === id) ?? 'appearance' };
    default:
      return { page: plain.find((one) => one === page) ?? 'home' };
  }
}

function readPreview(id = '', within = '', passage = ''): Route {
  const known = id.startsWith('itm_') || (id.startsWith('prj_') && within !== '');
  if (!known) return { page: 'home' };
  const version = within === '' ? {} : { versionId: within };
  const of = id.startsWith('itm_') ? { itemId: id, ...version } : { projectId: id, documentId: within };
  return { page: 'preview', of, ...(/^\d{1,7}$/.test(passage) ? { passage: Number(passage) } : {}) };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'project': {
      const detail = route.detail === undefined ? '' : `/${encodeURIComponent(route.detail)}`;
      const passage =
        route.detail === undefined || route.passage === undefined
          ? ''
          : `/${encodeURIComponent(route.passage)}`;
      return `#/projects/${route.projectId}/${route.section}${detail}${passage}`;
    }
    case 'drive':
      if (route.itemId !== undefined) return `#/drive/${route.folderId ?? ''}/item/${route.itemId}`;
      return route.folderId === undefined ? '#/drive' : `#/drive/${route.folderId}`;
    case 'preview': {
      const { of, passage } = route;
      const [id, within = ''] = 'itemId' in of ? [of.itemId, of.versionId] : [of.projectId, of.documentId];
      return `#/preview/${id}/${within}${passage === undefined ? '' : `/${passage}`}`;
    }
    case 'search':
      return searchHash(route.query, route.filters ?? '');
    case 'settings':
      return `#/settings/${route.section}`;
    default:
      return `#/${route.page}`;
  }
}

function searchHash(query: string, filters: string): string {
  if (filters !== '') return `#/search/${encodeURIComponent(query)}/${encodeURIComponent(filters)}`;
  return query === '' ? '#/search' : `#/search/${encodeURIComponent(query)}`;
}

export function goTo(route: Route): void {
  location.hash = hashOf(route);
}

/** Changes the address without a new entry in the browser's history, and without drawing anything again. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', hashOf(route));
}

export function subscribeToRoute(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
