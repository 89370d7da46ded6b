/** Links anybody may send: only known places pass, and only as places. */
import { expect, test } from 'vitest';
import { newId } from '../../local/ids.ts';
import { hashOf, readRoute } from '../../renderer/src/data/route.ts';
import { readLink } from './links.ts';

const project = newId('prj');
const folder = newId('itm');

test('a link to a project, a folder or a search becomes a place that the page knows', () => {
  const links = [
    'keepsake://open',
    `keepsake://project/${project}`,
    `keepsake://project/${project}/memories`,
    'keepsake://drive',
    `keepsake://drive/${folder}`,
    'keepsake://search?q=when%20do%20%2Finvoices%23%20go%20out',
  ];
  const places = links.map((link) => readRoute(readLink(link) ?? ''));
  expect(places).toEqual([
    { page: 'home' },
    { page: 'project', projectId: project, section: 'documents' },
    { page: 'project', projectId: project, section: 'memories' },
    { page: 'drive', folderId: undefined },
    { page: 'drive', folderId: folder },
    { page: 'search', query: 'when do /invoices# go out' },
  ]);
  for (const link of links) expect(readLink(link)).toBe(hashOf(readRoute(readLink(link) ?? '')));
});

test('the link of a citation becomes the place that it cites', () => {
  const [document, memory, conversation] = [newId('doc'), newId('mem'), newId('conv')];
  const links = [
    `keepsake://open/${project}/${document}?passage=3`,
    `keepsake://open/${project}/${document}`,
    `keepsake://open/${project}/${memory}`,
    `keepsake://open/${project}/${conversation}?passage=12`,
  ];
  expect(links.map((link) => readRoute(readLink(link) ?? ''))).toEqual([
    { page: 'preview', of: { projectId: project, documentId: document }, passage: 3 },
    { page: 'preview', of: { projectId: project, documentId: document } },
    { page: 'project', projectId: project, section: 'memories', detail: memory },
    { page: 'project', projectId: project, section: 'conversations', detail: conversation, passage: '12' },
  ]);
});

test.each([
  ['another scheme', `https://project/${project}`],
  ['a script', 'javascript:alert(1)'],
  ['a citation of something else', `keepsake://open/${project}/${folder}`],
  ['a passage that is no number', `keepsake://open/${project}/${newId('doc')}?passage=%2F..`],
  ['an unknown place', 'keepsake://settings'],
  ['an action', `keepsake://project/${project}/delete`],
  ['an id that is none', 'keepsake://project/../../etc'],
  ['an id of something else', `keepsake://project/${folder}`],
  ['more than a place', `keepsake://project/${project}/memories/new`],
  ['a search with a path', 'keepsake://search/x?q=y'],
  ['credentials', `keepsake://me:secret@project/${project}`],
  ['a port', `keepsake://project:1/${project}`],
  ['too much', `keepsake://search?q=${'x'.repeat(2_000)}`],
  ['nonsense', 'keepsake:'],
  ['an upper case id', `keepsake://project/${project.toUpperCase()}`],
])('%s is no link of ours', (_what, link) => {
  expect(readLink(link)).toBeUndefined();
});
