/** Every place has an address, and every address leads to a place. */
import { expect, test } from 'vitest';
import { hashOf, readRoute, sections, settingsSections, type Route } from './route.ts';

const routes: readonly Route[] = [
  ...sections.map((section) => ({ page: 'project' as const, projectId: 'prj_1', section })),
  { page: 'project', projectId: 'prj_1', section: 'values', detail: 'users:a/b %' },
  { page: 'drive', folderId: undefined },
  { page: 'drive', folderId: 'itm_1' },
  { page: 'drive', folderId: 'itm_1', itemId: 'itm_2' },
  { page: 'drive', folderId: undefined, itemId: 'itm_2' },
  { page: 'preview', of: { itemId: 'itm_1' } },
  { page: 'preview', of: { itemId: 'itm_1', versionId: 'ver_1' }, passage: 0 },
  { page: 'preview', of: { projectId: 'prj_1', documentId: 'doc_1' }, passage: 12 },
  { page: 'search', query: '' },
  { page: 'search', query: 'a/b #c' },
  ...settingsSections.map((section) => ({ page: 'settings' as const, section })),
  ...(['home', 'trash', 'activity', 'welcome', 'review', 'conflicts', 'team'] as const).map((page) => ({
    page,
  })),
];

test.each(routes)('%o is found again by its address', (route) => {
  expect(readRoute(hashOf(route))).toEqual(route);
});

test('an address that is none of ours leads to a place all the same', () => {
  expect(readRoute('')).toEqual({ page: 'home' });
  expect(readRoute('#/nowhere/1')).toEqual({ page: 'home' });
  expect(readRoute('#/preview/prj_1')).toEqual({ page: 'home' });
  expect(readRoute('#/preview/itm_1/ver_1/x')).toEqual({
    page: 'preview',
    of: { itemId: 'itm_1', versionId: 'ver_1' },
  });
  expect(readRoute('#/projects')).toEqual({ page: 'home' });
  expect(readRoute('#/settings/none')).toEqual({ page: 'settings', section: 'appearance' });
  expect(readRoute('#/search/%E0%A4%A')).toEqual({ page: 'search', query: '' });
});
