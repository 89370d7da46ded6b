/** Where the page is, kept in the address: `#/projects/ID/memories`. */
import { useSyncExternalStore } from 'react';

export const sections = ['documents', 'memories', 'servers'] as const;
export type Section = (typeof sections)[number];

export type Route =
  | { readonly page: 'project'; readonly projectId: string; readonly section: Section }
  | { readonly page: 'drive'; readonly folderId: string | undefined }
  | { readonly page: 'search'; readonly query: string }
  | { readonly page: 'trash' }
  | { readonly page: 'home' };

/** The current route; the component is drawn again when it changes. */
export function useRoute(): Route {
  return readRoute(useSyncExternalStore(subscribeToRoute, () => location.hash));
}

export function readRoute(hash: string): Route {
  const [page, id, section] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'projects' && id !== undefined) {
    const known = sections.find((one) => one === section);
    return { page: 'project', projectId: id, section: known ?? 'documents' };
  }
  if (page === 'drive') return { page: 'drive', folderId: id };
  if (page === 'search') return { page: 'search', query: decode(id ?? '') };
  return page === 'trash' ? { page: 'trash' } : { page: 'home' };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'project':
      return `#/projects/${route.projectId}/${route.section}`;
    case 'drive':
      return route.folderId === undefined ? '#/drive' : `#/drive/${route.folderId}`;
    case 'search':
      return route.query === '' ? '#/search' : `#/search/${encodeURIComponent(route.query)}`;
    default:
      return `#/${route.page}`;
  }
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
